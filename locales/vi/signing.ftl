# Ký và sau khi ký
field-pm-number = Số, ký hiệu văn bản
field-pm-signer = Người ký văn bản
