# Thư điện tử
mail-greeting = Kính gửi anh/chị { $name },
mail-greeting-plain = Kính gửi anh/chị,
mail-restricted = Nội dung hồ sơ này bị hạn chế, xin xem trong hệ thống.
mail-dossier = Hồ sơ
mail-holder = Hồ sơ hiện đang ở
mail-due = Thời hạn
mail-basis = Căn cứ
mail-policy = quy định nội bộ, không phải luật định
mail-provisional = ngày tạm tính, lịch năm này chưa được công bố
mail-why = Vì sao là ngày này
mail-open = Mở hồ sơ { $number }
mail-open-worklist = Mở danh sách công việc
mail-task = Việc cần làm
mail-in-charge = Nơi được giao

mail-subject-done = { $number }: { $done }
mail-subject-digest = Nhắc việc { $date }: { $summary }
mail-summary-items = { $n } việc
mail-summary-late = trong đó { $n } việc quá hạn
mail-summary-escalations = { $n } việc cấp dưới chưa thực hiện

mail-before = Còn { $n } ngày làm việc
mail-today = Đến hạn hôm nay
mail-over = Đã qua ngày đến hạn
mail-late = Quá { $n } ngày làm việc

mail-digest-title = Nhắc việc, { $date }
mail-digest-items = Việc của anh/chị
mail-digest-escalations = Cấp dưới chưa thực hiện
mail-digest-escalations-why = Những việc dưới đây đã quá hạn mà nơi được giao chưa thực hiện. Anh/chị nhận tin này vì là cấp trên trực tiếp. Hồ sơ không tự chuyển bước khi quá hạn.
mail-more = Còn { $n } việc khác trong danh sách công việc.

mail-foot = Thư tự động, xin không trả lời thư này. Thông báo trong hệ thống là bản chính, thư chỉ để báo tin.
mail-other-done = Tóm tắt bằng tiếng Việt: hồ sơ { $number }: { $done }.
mail-other-due = Thời hạn: { $date }.
mail-other-digest = Tóm tắt bằng tiếng Việt: { $summary }. Chi tiết trong danh sách công việc.
