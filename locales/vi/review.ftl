# Cho ý kiến
remark-clause = Điều, khoản
remark-text = Góp ý
