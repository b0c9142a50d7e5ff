using TableTap.Server.Auth;
using TableTap.Server.Testing;

namespace TableTap.Server.Tests.Auth;

public sealed class TokenKeysTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string KeyFile => Path.Combine(_directory.Path, TokenKeys.FileName);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void First_start_generates_a_key_of_256_bits_for_its_owner_alone()
    {
        TokenKeys.Open(_directory.Path);

        Assert.Equal(32, Convert.FromBase64String(File.ReadAllText(KeyFile)).Length);
        Assert.Equal([KeyFile, $"{KeyFile}.lock"], Directory.GetFiles(_directory.Path).Order());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite,
                File.GetUnixFileMode(KeyFile)
            );
        }
    }

    [Fact]
    public void Later_starts_keep_the_key()
    {
        TokenKeys.Open(_directory.Path);
        var first = File.ReadAllText(KeyFile);

        TokenKeys.Open(_directory.Path);

        Assert.Equal(first, File.ReadAllText(KeyFile));
    }

    [Fact]
    public void Starts_at_the_same_time_agree_on_one_key()
    {
        var keys = new TokenKeys[16];
        Parallel.For(0, keys.Length, i => keys[i] = TokenKeys.Open(_directory.Path));

        Assert.Single(keys.Select(key => Convert.ToBase64String(key.Key.Key)).Distinct());
    }

    [Fact]
    public void Missing_directory_is_made()
    {
        var below = Path.Combine(_directory.Path, "a", "b");

        TokenKeys.Open(below);

        Assert.True(File.Exists(Path.Combine(below, TokenKeys.FileName)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not base64 !")]
    [InlineData("c2hvcnQ=")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Broken_key_file_stops_the_start_and_says_what_to_do(string text)
    {
        TokenKeys.Open(_directory.Path);
        File.WriteAllText(KeyFile, text);

        var problem = Assert.Throws<InvalidDataException>(() => TokenKeys.Open(_directory.Path));
        Assert.Contains(KeyFile, problem.Message, StringComparison.Ordinal);
        Assert.Contains("restore it", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Key_that_others_can_read_stops_the_start()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        TokenKeys.Open(_directory.Path);
        File.SetUnixFileMode(KeyFile, File.GetUnixFileMode(KeyFile) | UnixFileMode.GroupRead);

        var problem = Assert.Throws<InvalidDataException>(() => TokenKeys.Open(_directory.Path));
        Assert.Contains("chmod 600", problem.Message, StringComparison.Ordinal);
    }
}
