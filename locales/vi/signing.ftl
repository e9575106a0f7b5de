# Ký và sau khi ký
field-number = Số, ký hiệu văn bản
field-dated-on = Ngày văn bản
field-pm-signer = Người ký văn bản
field-favourable = Thủ tướng Chính phủ đồng ý việc ký?
field-gist = Nội dung chính
field-signed-on = Ngày ký
field-place = Nơi ký
field-foreign = Người ký phía đối tác
field-foreign-hint = Mỗi người một dòng.
field-foreign-name = Họ tên
field-foreign-title = Chức vụ
field-signed-copy = Bản đã ký
field-signed-copy-hint = Bản quét có đủ chữ ký, dạng PDF.
field-on = Ngày có hiệu lực
field-by = Theo điều khoản nào hoặc thỏa thuận nào
field-by-hint = Ví dụ: Điều 8 của văn bản, có hiệu lực khi ký.
rows-more = Thêm dòng
