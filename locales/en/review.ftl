# Giving an opinion
remark-clause = Clause
remark-text = Remark
