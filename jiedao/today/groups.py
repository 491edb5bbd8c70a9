"""The headings under which the start page lists what waits, the most pressing first."""

LATE = "已经逾期"
DECIDE = "等我处理"
SOON = "快到期限"
FOLLOW = "需要跟进"
FINISH = "还没录完"
GROUPS = (LATE, DECIDE, SOON, FOLLOW, FINISH)
