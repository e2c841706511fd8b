"""What the values of the tables are called on the pages of employers and the office."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from matcher.eligibility import Obstacle
from models import (
    ApplicationStatus,
    Channel,
    EmployerRole,
    Frequency,
    ImportKind,
    InterviewReply,
    InvitationStatus,
    OfficeKind,
    PaperKind,
    ReportReason,
    ReportStatus,
    Role,
    Schooling,
    Scope,
    Shift,
    VacancyStatus,
)
from webapp.services.board import Stage
from webapp.services.employers import Examination

STATUS = {
    VacancyStatus.DRAFT: _l("Draft"),
    VacancyStatus.REVIEW: _l("In review"),
    VacancyStatus.LIVE: _l("Shown"),
    VacancyStatus.CLOSED: _l("Closed"),
    VacancyStatus.EXPIRED: _l("Expired"),
}
OFFICES = {
    OfficeKind.BUREAU: _l("The bureau"),
    OfficeKind.TOWNSHIP: _l("A township"),
    OfficeKind.ENTERPRISE: _l("An enterprise"),
}
EMPLOYER_ROLES = {
    EmployerRole.MEMBER: _l("Postings and candidates"),
    EmployerRole.OWNER: _l("Also the company's people and papers"),
}
PAPERS = {
    PaperKind.LICENCE: _l("Business licence"),
    PaperKind.AUTHORITY: _l("Letter of authority"),
    PaperKind.PERMIT: _l("Permit (labour dispatch, agency)"),
    PaperKind.OTHER: _l("Another paper"),
}
SHIFTS = {
    Shift.DAY: _l("Day shift"),
    Shift.TWO: _l("Two shifts"),
    Shift.THREE: _l("Three shifts"),
    Shift.NIGHT: _l("Night shift"),
    Shift.FLEXIBLE: _l("Flexible hours"),
}
SCHOOLING = {
    Schooling.ANY: _l("Any schooling"),
    Schooling.PRIMARY: _l("Primary school"),
    Schooling.JUNIOR: _l("Junior middle school"),
    Schooling.SENIOR: _l("Senior or vocational school"),
    Schooling.COLLEGE: _l("Junior college"),
    Schooling.BACHELOR: _l("Bachelor"),
    Schooling.MASTER: _l("Master or above"),
}
EXAMINATION = {
    Examination.WAITING: _l("Waits for examination"),
    Examination.OVERDUE: _l("Examination overdue"),
    Examination.DUE_SOON: _l("Due within 30 days"),
    Examination.VERIFIED: _l("Verified"),
    Examination.REFUSED: _l("Refused"),
}
APPLICATION = {
    ApplicationStatus.SENT: _l("New"),
    ApplicationStatus.SEEN: _l("Seen"),
    ApplicationStatus.INTERVIEW: _l("Interview"),
    ApplicationStatus.OFFER: _l("Offer made"),
    ApplicationStatus.HIRED: _l("Hired"),
    ApplicationStatus.STAYED: _l("Still there after three months"),
    ApplicationStatus.DECLINED: _l("Declined"),
    ApplicationStatus.WITHDRAWN: _l("Withdrawn"),
}
STAGES = {
    Stage.NEW: _l("New"),
    Stage.SEEN: _l("Seen"),
    Stage.INTERVIEW: _l("Interview"),
    Stage.OFFER: _l("Offer made"),
    Stage.HIRED: _l("Hired"),
    Stage.NO: _l("No"),
}
INVITATION = {
    InvitationStatus.SENT: _l("You have asked this person; the answer is to come."),
    InvitationStatus.ACCEPTED: _l("You have asked this person, who said yes."),
    InvitationStatus.DECLINED: _l("You have asked this person, who said no."),
}
REPLIES = {
    InterviewReply.COMING: _l("Will come"),
    InterviewReply.NOT_COMING: _l("Cannot come"),
}
SCOPES = {
    Scope.POSTINGS: _l("Write and close postings"),
    Scope.APPLICANTS: _l("Read candidates and applications, answer them"),
    Scope.STATISTICS: _l("Read statistics"),
    Scope.RIDERS: _l("Send rosters of riders, and tick off who arrives"),
}
ROLES = {
    Role.EMPLOYER: _l("Employer"),
    Role.DISPATCHER: _l("Dispatcher"),
    Role.CLERK: _l("Clerk"),
    Role.ADMIN: _l("Administrator"),
    Role.AUDITOR: _l("Auditor"),
    Role.SEEKER: _l("Job seeker"),
}
CHANNELS = {
    Channel.SMS: _l("Short message (SMS)"),
    Channel.EMAIL: _l("E-mail"),
}
FREQUENCIES = {
    Frequency.DAILY: _l("Tell me daily"),
    Frequency.WEEKLY: _l("Tell me weekly"),
    Frequency.NEVER: _l("Tell me nothing"),
}
REPORT_REASONS = {
    ReportReason.DEPOSIT: _l("They ask for money or a deposit"),
    ReportReason.ID_KEPT: _l("They keep the ID card or papers"),
    ReportReason.FALSE: _l("Pay, work or place are not as written"),
    ReportReason.DISCRIMINATION: _l("It shuts people out unfairly"),
    ReportReason.UNPAID: _l("They did not pay the wages"),
    ReportReason.IMPOSTOR: _l("It is not from this employer"),
    ReportReason.FILLED: _l("They take nobody any more"),
    ReportReason.OTHER: _l("Something else"),
}
REPORT_STATUS = {
    ReportStatus.OPEN: _l("Waits"),
    ReportStatus.DISMISSED: _l("Dismissed: nothing found"),
    ReportStatus.WARNED: _l("Employer warned"),
    ReportStatus.TAKEN_DOWN: _l("Posting taken down"),
}
KINDS = {
    ImportKind.VACANCIES: _l("Vacancies"),
    ImportKind.SEEKERS: _l("Job seekers"),
    ImportKind.RIDERS: _l("Riders of a campaign"),
}
OBSTACLES = {
    Obstacle.NO_POSTS: _l("no posts left"),
    Obstacle.CERTIFICATE: _l("a certificate is missing"),
    Obstacle.SCHOOLING: _l("the schooling asked for is missing"),
    Obstacle.PAY: _l("the pay is below what they want"),
    Obstacle.AGE: _l("too young for it by law"),
    Obstacle.SHIFT: _l("they do not work this shift"),
    Obstacle.REACH: _l("too far, and no coach comes"),
    Obstacle.DATES: _l("free only after the last day to begin"),
}
SUBJECTS = {
    "account": _l("Account"),
    "api_key": _l("API key"),
    "application": _l("Application"),
    "campaign": _l("Campaign"),
    "contact": _l("Address for notices"),
    "outbox_message": _l("Message"),
    "charter_plan": _l("Plan"),
    "corridor_speed": _l("Measured speed"),
    "employer": _l("Employer"),
    "import_batch": _l("Imported file"),
    "invitation": _l("Invitation"),
    "message_template": _l("Wording"),
    "operator": _l("Coach company"),
    "party": _l("Party"),
    "ranker_version": _l("Ranker"),
    "ride_request": _l("Ride"),
    "rider": _l("Rider"),
    "report": _l("Report"),
    "saved_search": _l("Saved search"),
    "seeker": _l("Job seeker"),
    "team_invitation": _l("Invitation of a colleague"),
    "trip": _l("Trip"),
    "vacancy": _l("Vacancy"),
}
# What the audit table calls it -> what a person does.
ACTIONS = {
    "sign_in": _l("Signed in"),
    "sign_in.fail": _l("Sign-in failed"),
    "sign_out": _l("Signed out"),
    "denied": _l("Access denied"),
    "reveal": _l("Saw personal data"),
    "export": _l("Exported"),
    "vacancy.create": _l("Wrote the posting"),
    "vacancy.change": _l("Changed the posting"),
    "vacancy.submit": _l("Handed in for review"),
    "vacancy.publish": _l("Published"),
    "vacancy.send_back": _l("Returned to the employer"),
    "vacancy.unpublish": _l("Taken down for review"),
    "vacancy.close": _l("Closed"),
    "vacancy.expire": _l("Expired"),
    "employer.create": _l("Added the employer"),
    "employer.register": _l("Registered the company"),
    "paper.send": _l("Sent a paper"),
    "paper.see": _l("Looked at a paper"),
    "paper.remove": _l("Removed a paper"),
    "team.invite": _l("Made an invitation"),
    "team.withdraw": _l("Withdrew an invitation"),
    "team.join": _l("Joined the company's people"),
    "team.role": _l("Changed what a person may do"),
    "team.remove": _l("Took a person out"),
    "vacancy.extend": _l("Extended"),
    "vacancy.renew": _l("Handed in again"),
    "employer.verify": _l("Verified the papers"),
    "employer.refuse": _l("Refused the papers"),
    "account.create": _l("Made the account"),
    "account.sign_up": _l("Signed up"),
    "account.password": _l("Set a new password"),
    "account.ranking": _l("Switched the ranking by profile"),
    "account.erase": _l("Deleted the own account"),
    "account.sleep": _l("Deactivated the account"),
    "account.wake": _l("Activated the account"),
    "seeker.create": _l("Made a profile"),
    "seeker.change": _l("Changed the profile"),
    "application.send": _l("Applied"),
    "application.status": _l("Changed the application"),
    "application.withdraw": _l("Withdrew the application"),
    "application.export": _l("Exported the applications"),
    "contact.confirm": _l("Confirmed an address for notices"),
    "contact.forget": _l("Removed the address for notices"),
    "outbox.again": _l("Sent a message once more"),
    "invitation.send": _l("Invited a person to apply"),
    "invitation.answer": _l("Answered an invitation"),
    "interview.set": _l("Set the interview"),
    "interview.reply": _l("Answered the interview"),
    "message.send": _l("Sent a message"),
    "api_key.create": _l("Made an API key"),
    "api_key.rotate": _l("Replaced an API key"),
    "api_key.end": _l("Ended an API key"),
    "template.create": _l("Kept a wording"),
    "template.delete": _l("Deleted a wording"),
    "saved_search.create": _l("Saved a search"),
    "saved_search.delete": _l("Deleted a saved search"),
    "saved_search.stop": _l("Stopped the alerts of a search"),
    "report.send": _l("Reported a vacancy"),
    "report.decide": _l("Decided a report"),
    "report.export": _l("Exported the reports"),
    "import.vacancies": _l("Imported vacancies"),
    "import.seekers": _l("Imported job seekers"),
    "import.riders": _l("Imported riders"),
    "campaign.create": _l("Added the campaign"),
    "campaign.change": _l("Changed the campaign"),
    "party.status": _l("Noted a telephone call"),
    "rider.arrival": _l("Ticked off a rider at the gate"),
    "ride.ask": _l("Asked for seats on a coach"),
    "ride.seat": _l("Seated who had asked"),
    "ride.cancel": _l("Cancelled the ride"),
    "ride.change": _l("Changed the day of the ride"),
    "ride.consent": _l("Agreed to the storing of ID numbers"),
    "ride.withdraw": _l("Withdrew the consent for ID numbers"),
    "plan.publish": _l("Published the trips"),
    "trip.move": _l("Changed a trip's time"),
    "trip.call_off": _l("Called a trip off"),
    "speed.adopt": _l("Adopted a measured speed"),
    "speed.end": _l("Undid a measured speed"),
    "plan.request": _l("Asked for a plan"),
    "plan.store": _l("Stored a plan"),
    "plan.choose": _l("Chose a plan"),
    "plan.stop": _l("Stopped planning"),
    "plan.fail": _l("Planning failed"),
    "manifest.export": _l("Exported a manifest"),
    "manifest.export_all": _l("Exported all manifests"),
    "operator.create": _l("Added a coach company"),
    "coach.create": _l("Added a coach"),
    "coach.change": _l("Changed a coach's price"),
    "document.export": _l("Took a document of a campaign"),
    "ranker.learn": _l("Learnt a ranker"),
    "ranker.restore": _l("Went back to the shipped ranker"),
    "fairness.report": _l("Made a fairness report"),
    "demo.fill": _l("Filled in demo data"),
    "demo.encode": _l("Encoded demo data"),
}
