"""Makes the weights that are shipped from public data; never needed to run Zhida."""
