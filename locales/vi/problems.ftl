# Tên các trường hợp không thực hiện được ở giao diện REST, mỗi mã một tên
problem-not-visible = Không tìm thấy
problem-not-permitted = Chức vụ này không được thực hiện việc đó
problem-unknown-command = Không có việc này
problem-wrong-state = Chưa đúng bước
problem-text-changed = Dự thảo đã thay đổi
problem-step-changed = Hồ sơ đã sang bước khác
problem-already-answered = Đã có người trả lời
problem-guard-failed = Chưa đủ điều kiện
problem-paper-missing = Còn thiếu giấy tờ
problem-invalid-data = Dữ liệu chưa đúng
problem-date-out-of-order = Ngày không đúng thứ tự
problem-date-outside-calendar = Ngày ngoài lịch làm việc
problem-secret = Không nhận bí mật nhà nước
problem-excluded-content = Nội dung không được thỏa thuận
problem-track-not-open = Quy trình không áp dụng được
problem-no-pack-in-force = Không có quy định có hiệu lực
problem-not-found-here = Không có trong hồ sơ này
problem-nothing-due = Chưa có gì đến hạn
problem-invalid = Có ô nhập chưa đúng
problem-not-found = Không tìm thấy
problem-unauthenticated = Không có mã truy cập hợp lệ
problem-forbidden = Không thuộc chức vụ này
problem-too-many-requests = Thử quá nhiều lần
problem-idempotency-key-reused = Khóa chống lặp đã dùng cho yêu cầu khác
problem-changed-meanwhile = Đã được người khác sửa
problem-busy = Hệ thống đang bận
problem-internal = Hệ thống gặp lỗi
problem-unreadable = Không đọc được yêu cầu
problem-too-large = Quá lớn
problem-wrong-type = Cần kiểu nội dung khác
problem-wrong-method = Không nhận cách gửi này
problem-cross-site = Gửi từ trang web khác
problem-too-slow = Không hoàn thành kịp thời gian

detail-invalid = Chưa ghi nhận gì. Sửa các ô nêu dưới đây rồi gửi lại.
detail-not-found = Không có mục này, hoặc anh/chị không được xem. Kiểm tra lại số hồ sơ hoặc địa chỉ.
detail-unauthenticated = Gửi kèm tiêu đề “Authorization: Bearer …” với mã truy cập còn hiệu lực. Người quản trị cấp mã bằng lệnh “user token”.
detail-forbidden = Không chức vụ nào của anh/chị được làm việc này. Không có gì thay đổi.
detail-too-many-requests = Đã thử sai quá nhiều lần. Đợi mười lăm phút rồi thử lại.
detail-idempotency-key-reused = Khóa Idempotency-Key này đã gửi kèm một yêu cầu khác nên chưa thực hiện gì. Dùng khóa mới cho yêu cầu mới.
detail-changed-meanwhile = Từ lúc anh/chị mở, bản ghi này đã được sửa. Đọc lại rồi gửi lại với phiên bản mới.
detail-busy = Nhiều người đang làm việc này cùng lúc, hoặc cơ sở dữ liệu tạm thời không trả lời. Hãy gửi lại chính yêu cầu đó với cùng khóa Idempotency-Key; việc không bị làm hai lần.
detail-internal = Lỗi ở phía hệ thống. Xem lại hồ sơ trước khi gửi lại; nếu lỗi lặp lại, hãy nêu số của yêu cầu khi báo lỗi.
detail-unreadable = Nội dung gửi lên không đúng dạng địa chỉ này nhận: { $detail }
detail-too-large = Nội dung vượt quá giới hạn. Gửi ít hơn, hoặc gửi tệp nhỏ hơn.
detail-wrong-type = Gửi nội dung dạng application/json, hoặc multipart/form-data khi có tệp kèm theo.
detail-unreadable-plain = Không đọc được yêu cầu. Kiểm tra địa chỉ, tham số và nội dung gửi lên.
detail-cross-site = Yêu cầu này được gửi từ một trang web khác nên không được thực hiện. Mở lại trang trong hệ thống này và thao tác tại đó.
detail-too-slow = Yêu cầu không hoàn thành kịp thời gian; có thể việc đã được ghi nhận. Xem lại hồ sơ, hoặc gửi lại chính yêu cầu đó với cùng khóa Idempotency-Key.
detail-wrong-method = Địa chỉ này không nhận cách gửi đó; tiêu đề Allow nêu các cách được nhận.

# Lý do kèm các giá trị giải thích
refusal-wrong-state-with = Hồ sơ đang ở bước “{ $state }”, bước này không cho phép làm việc đó. Mở lại hồ sơ để xem có thể làm gì.
refusal-date-from = Nhập một ngày từ { $from } trở đi, đúng như trên giấy tờ.
refusal-date-receipt = Ngày nhận không thể trước { $from } là ngày gửi yêu cầu, cũng không thể ở tương lai.
refusal-no-pack-in-force-with = Không có bộ quy định nào có hiệu lực vào ngày { $date }. Kiểm tra lại ngày, hoặc hỏi người quản trị quy định nào áp dụng.
refusal-responsible = Quy trình nhanh yêu cầu nhận trách nhiệm rõ ràng. Xác nhận rồi gửi lại.
refusal-text-vi = Cần có bản tiếng Việt. Gửi bản đó cùng các bản khác.

# Ô nhập chưa đúng mà chỉ chương trình gửi
problem-token-scope = Mã truy cập không đủ quyền
detail-token-scope = Việc này cần mã truy cập có quyền { $scope }. Cấp mã khác ở trang Mã truy cập API.
problem-precondition-failed = Đã thay đổi từ khi bạn xem
detail-precondition-failed = Hồ sơ đã thay đổi so với bản có dấu ETag gửi trong If-Match. Đọc lại hồ sơ rồi gửi lại.
