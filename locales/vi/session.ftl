# Đăng nhập
sign-in-title = Đăng nhập
sign-in-lead = Dùng địa chỉ thư điện tử công vụ của anh/chị.
sign-in-button = Đăng nhập
sign-in-help = Quên mật khẩu hoặc chưa có tài khoản: liên hệ người quản trị của cơ quan.
sign-in-wrong = Thư điện tử hoặc mật khẩu không đúng. Kiểm tra lại cả hai rồi thử lần nữa.
sign-in-too-many = Đã thử sai quá nhiều lần. Đợi { $n } phút rồi thử lại.
sign-in-kept-title = Phiên làm việc đã hết, nội dung anh/chị nhập vẫn được giữ
sign-in-kept = Đăng nhập lại để xem lại và gửi tiếp. Chưa có gì được gửi đi.
demo-accounts-title = Tài khoản trình diễn
demo-password = Mật khẩu chung:
field-email = Thư điện tử
field-password = Mật khẩu
resume-title = Nội dung anh/chị đã nhập vẫn còn
resume-lead = Phiên làm việc kết thúc khi anh/chị đang điền. Chưa có gì được gửi. Xem lại, sửa nếu cần, rồi gửi.
resume-files = Không giữ được tệp đính kèm. Sau khi gửi, hệ thống sẽ yêu cầu chọn lại các tệp sau:
resume-send = Gửi ngay
resume-restart = Bỏ nội dung này và mở lại biểu mẫu trống
