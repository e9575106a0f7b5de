# Lý do không thực hiện được
refusal-not-visible = Không tìm thấy hồ sơ này. Kiểm tra lại số hồ sơ, hoặc mở hồ sơ từ danh sách công việc.
refusal-not-permitted = Chức vụ của anh/chị không được thực hiện việc này. Chuyển cho người đang giữ hồ sơ, tên nêu ở trang hồ sơ.
refusal-unknown-command = Quy trình của hồ sơ này không có việc đó. Mở lại trang hồ sơ và chọn một việc có trong danh sách.
refusal-wrong-state = Hồ sơ không ở bước cho phép làm việc này. Mở lại trang hồ sơ để xem hồ sơ đang ở đâu và có thể làm gì.
refusal-text-changed = Dự thảo đã được thay đổi sau khi anh/chị mở trang. Nội dung anh/chị nhập vẫn còn: đọc dự thảo mới rồi gửi lại.
refusal-step-changed = Hồ sơ đã sang bước khác sau khi anh/chị mở trang. Nội dung anh/chị nhập vẫn còn: xem lại tình trạng hồ sơ rồi gửi lại nếu vẫn cần.
refusal-already-answered = Đồng nghiệp của anh/chị đã trả lời yêu cầu này. Chưa ghi nhận gì thêm; mở hồ sơ để xem ý kiến đã gửi.
refusal-already-answered-with = { $who } đã trả lời yêu cầu này lúc { $at }. Chưa ghi nhận gì thêm; mở hồ sơ để xem ý kiến đã gửi.
refusal-guard-failed = Chưa đủ điều kiện để thực hiện việc này. Lý do nêu ngay dưới đây.
refusal-paper-missing = Còn thiếu một giấy tờ bắt buộc. Đính kèm giấy tờ đó vào hồ sơ rồi thực hiện lại.
refusal-paper-missing-with = Còn thiếu giấy tờ bắt buộc: { $paper }. Đính kèm vào hồ sơ rồi thực hiện lại.
refusal-invalid-data = Có nội dung nhập chưa đúng. Sửa các ô được đánh dấu rồi gửi lại.
refusal-date-out-of-order = Ngày này trước khi thủ tục bắt đầu, ở tương lai hoặc không đúng thứ tự. Nhập ngày đúng như trên giấy tờ.
refusal-date-outside-calendar = Ngày này nằm ngoài lịch làm việc của hệ thống (từ 2016 đến 2100). Nhập một ngày trong khoảng đó.
refusal-secret = Hệ thống không nhận nội dung bí mật nhà nước. Không có gì được lưu. Xử lý văn bản theo quy định về bảo vệ bí mật nhà nước.
refusal-excluded-content = Nội dung này thuộc loại địa phương không được ký thỏa thuận quốc tế. Bỏ nội dung đó khỏi dự thảo, hoặc chuyển vấn đề lên cơ quan có thẩm quyền.
refusal-track-not-open = Quy trình này đang tắt, hoặc dự thảo không đủ điều kiện theo quy trình này. Chọn quy trình chuẩn.
refusal-no-pack-in-force = Không có bộ quy định nào có hiệu lực vào ngày thủ tục bắt đầu. Kiểm tra lại ngày bắt đầu, hoặc liên hệ người quản trị.
refusal-not-found-here = Không tìm thấy mục này trong hồ sơ. Mở lại trang hồ sơ và chọn lại từ đó.
refusal-nothing-due = Chưa có gì đến hạn; không có gì thay đổi. Không cần làm gì thêm.

guard-non-binding = Văn bản được xếp loại có tính ràng buộc. Chỉ văn bản không ràng buộc mới theo được bước này; xem lại bảng kiểm nội dung hoặc dùng quy trình chuẩn.
guard-no-sensitive-field = Văn bản có lĩnh vực nhạy cảm nên không theo quy trình nhanh được. Dùng quy trình chuẩn.
guard-no-excluded-content = Bảng kiểm cho thấy có nội dung mà thỏa thuận của địa phương không được chứa. Bỏ nội dung đó khỏi dự thảo rồi trả lời lại bảng kiểm.
guard-vietnamese-text = Dự thảo hiện hành chưa có bản tiếng Việt. Tải lên bản tiếng Việt.
guard-checklist-complete = Còn câu hỏi kiểm tra nội dung chưa trả lời. Mở phần sửa thông tin và trả lời đủ.
guard-bodies-named = Chưa nêu đủ cơ quan cần lấy ý kiến. Mở phần sửa thông tin và chọn các cơ quan liên quan.
guard-not-the-drafter = Người đã soạn hoặc sửa hồ sơ không được tự thông qua, quyết định hay cho ý kiến. Việc này do một người khác thực hiện.
guard-text-cleared = Dự thảo hiện hành chưa được lãnh đạo địa phương thông qua. Trình lãnh đạo thông qua trước.
guard-mofa-asked = Chưa lấy ý kiến Bộ Ngoại giao về dự thảo hiện hành. Gửi lấy ý kiến Bộ Ngoại giao trước.
guard-all-opinions-in = Chưa đủ ý kiến bằng văn bản về dự thảo hiện hành. Đợi các cơ quan còn lại trả lời; im lặng không được coi là đồng ý.
guard-no-open-difference = Còn ý kiến khác nhau chưa được giải quyết. Tiếp thu và trả lời các góp ý, hoặc trình Thủ tướng Chính phủ.
guard-open-difference = Không còn ý kiến khác nhau nên không cần trình Thủ tướng Chính phủ. Chuyển sang bước quyết định.
guard-remarks-replied = Còn góp ý chưa được trả lời. Mở bảng lấy ý kiến và trả lời từng góp ý: tiếp thu hoặc giải trình.
guard-pm-opinion-in = Chưa có ý kiến bằng văn bản của Thủ tướng Chính phủ về dự thảo hiện hành. Đợi Văn phòng Chính phủ ghi nhận văn bản đó.
guard-difference-settled = Còn ý kiến khác nhau và chưa có ý kiến của Thủ tướng Chính phủ. Tiếp thu các góp ý, hoặc trình Thủ tướng Chính phủ.
guard-agreed-in-principle = Bộ Ngoại giao chưa đồng ý về nguyên tắc với dự thảo hiện hành. Đợi Bộ Ngoại giao trả lời.
guard-refused-in-principle = Bộ Ngoại giao không từ chối dự thảo hiện hành, nên không cần bước này. Xem các việc khác có thể làm ở trang hồ sơ.
guard-signer-named = Chưa nêu tên người chịu trách nhiệm ký. Lãnh đạo địa phương nêu tên người ký ở bước quyết định.
guard-decided-text-unchanged = Dự thảo đã thay đổi sau khi có ý kiến hoặc quyết định. Chỉ được ký đúng bản đã có đủ ý kiến: lấy ý kiến và quyết định lại.
guard-own-request-open = Cơ quan của anh/chị không có yêu cầu cho ý kiến nào đang chờ về dự thảo hiện hành. Mở trang hồ sơ để xem tình trạng.
guard-own-clock-running = Thời hạn của cơ quan anh/chị đang tạm dừng chờ bổ sung. Đợi địa phương bổ sung rồi thực hiện.
guard-some-clock-stopped = Không có cơ quan nào đang chờ bổ sung. Không cần làm gì.
guard-report-done = Còn nghĩa vụ sau khi ký chưa hoàn thành. Mở phần nghĩa vụ ở trang hồ sơ và hoàn thành các mục còn lại.
guard-clock-ran-out = Thời hạn chưa hết; không có gì thay đổi. Không cần làm gì thêm.

refusal-text-changed-with = Dự thảo đã được thay đổi sau khi anh/chị mở trang: anh/chị xem dự thảo lần { $seen }, nay là lần { $current }. Nội dung anh/chị nhập vẫn còn: đọc dự thảo mới rồi gửi lại.
refusal-date-out-of-order-with = Ngày này phải trong khoảng từ { $from } đến { $to }. Nhập ngày đúng như trên giấy tờ.

invalid-field = Mục “{ $field }” chưa đúng. Kiểm tra lại.
invalid-choose-some = Chọn ít nhất một mục ở “{ $field }”.

refusal-already-answered-by = { $who } đã trả lời yêu cầu này lúc { $at }: “{ $opinion }”. Chưa ghi nhận gì thêm; mở hồ sơ để xem ý kiến đã gửi.
refusal-paper-missing-named = Còn thiếu giấy tờ bắt buộc: { $paper }. Đính kèm vào hồ sơ rồi thực hiện lại.
