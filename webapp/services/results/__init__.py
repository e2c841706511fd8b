"""What came of a campaign: figures, the subsidy sheet, and both as a workbook."""
