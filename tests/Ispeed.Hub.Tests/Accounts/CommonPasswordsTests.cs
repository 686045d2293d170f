using Ispeed.Hub.Accounts;

namespace Ispeed.Hub.Tests.Accounts;

public sealed class CommonPasswordsTests
{
    [Theory]
    [InlineData("Password2026!")]
    [InlineData("P@ssw0rd123456")]
    [InlineData("matkhau123456")]
    [InlineData("Mật Khẩu 123456")]
    [InlineData("qwertyuiop123")]
    [InlineData("aaaaaaaaaaaaaaaa")]
    [InlineData("abababababab")]
    [InlineData("1234567890123")]
    [InlineData("vanthu.so.2026")]
    [InlineData("iSpeed@VietNam2026")]
    public void What_is_tried_first_is_refused(string password) =>
        CommonPasswords.IsCommon(password, "vanthu.so@example.vn").ShouldBeTrue();

    [Theory]
    [InlineData("ba con mèo leo mái ngói")]
    [InlineData("correct horse battery staple")]
    [InlineData("vT9$kd02mQ!pz")]
    public void What_says_something_of_its_own_is_taken(string password) =>
        CommonPasswords.IsCommon(password, "vanthu.so@example.vn").ShouldBeFalse();
}
