# Frame of pages, dates, shared words
product-name = Thỏa thuận
product-line = International agreements of localities
other-language = Tiếng Việt
skip-to-main = Skip to main content
main-navigation = Main navigation
sign-out = Sign out
pages = Pages
pager-next = Next page →
pager-first = ← First page
on-this-page = On this page
footer-time = Times are Viet Nam time (UTC+7).
yes = Yes
no = No
optional = (optional)
cancel = Go back without doing this
why-this-date = why this date
explain-date = See why this date
provisional = provisional

banner-success = Done
banner-warning = Please note
flash-holder = The dossier is now with:
flash-due = Due:

demo-label = Demonstration
demo-sentence = People, names and the course of the procedure are invented.
demo-now = The time is
demo-advance = Change the time

nav-worklist = Work list
nav-notices = Notices
nav-record = Record
provisions-nav = Rules and provisions

weekday-mon = Monday
weekday-tue = Tuesday
weekday-wed = Wednesday
weekday-thu = Thursday
weekday-fri = Friday
weekday-sat = Saturday
weekday-sun = Sunday
days-left = { $n } { $n ->
    [one] day
   *[other] days
    } left
days-over = { $n } { $n ->
    [one] day
   *[other] days
    } over
days-due-today = Due today
days-n = { $n } { $n ->
    [one] day
   *[other] days
    }
working-days-n = { $n } working { $n ->
    [one] day
   *[other] days
    }
calendar-days-n = { $n } calendar { $n ->
    [one] day
   *[other] days
    }
in-time = In time
late = Late
clock-stopped = Clock stopped
clock-running = Running
no-deadline = No deadline

error-prefix = Error:
error-summary-title = There is a problem
error-summary-kept = What you typed is kept below.
error-summary-files = Files cannot be kept; choose them again:
date-hint = Day/month/year, for example 15/04/2019
row-n = Row { $n }

verified-text = text verified
verified-partly = partly verified
verified-no = not verified
policy-mark = policy
policy-set-by = set by { $by }
acting-for = deputy for { $name }

class-binding = Binding
class-non-binding = Non-binding
phase-draft = Drafting
phase-consultation = Consultation
phase-decision = Decision
phase-signing = Signing
phase-reporting = Reporting
phase-closed = Closed
role-official = Local official
role-leader = Local leader
role-mofa-reviewer = Ministry of Foreign Affairs reviewer
role-reviewer = Reviewer of a consulted body
role-government-office = Office of the Government
role-inspector = Inspector
role-administrator = Administrator
role-system = The service (automatic)
date-placeholder = dd/mm/yyyy
back-label = Back
