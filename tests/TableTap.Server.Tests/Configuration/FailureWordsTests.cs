using System.Net.Sockets;
using TableTap.Server.Configuration;
using TableTap.Server.Testing;

namespace TableTap.Server.Tests.Configuration;

/// <summary>What the system refuses is told with what it is about, and in no words that only a programmer can follow.</summary>
public sealed class FailureWordsTests
{
    private const string KeyFile = "/srv/tabletap/token.key";
    private const string Unknown =
        "cannot be read or written; look at the disk and at the file's rights.";

    private static readonly Dictionary<string, Exception> Refusals = new(StringComparer.Ordinal)
    {
        ["no file"] = new FileNotFoundException("No such file or directory"),
        ["no folder"] = new DirectoryNotFoundException("No such file or directory"),
        ["no rights"] = new UnauthorizedAccessException("Permission denied"),
        ["a long name"] = new PathTooLongException("File name too long"),
        ["a full disk"] = new IOException("No space left on device", 28),
        ["read only"] = new IOException("Read-only file system", 30),
        ["in use"] = new IOException("The process cannot access the file, see inner exception."),
    };

    [Theory]
    [InlineData("no file", "there is no such file or folder.")]
    [InlineData("no folder", "there is no such file or folder.")]
    [InlineData("no rights", "this user may not read or write it.")]
    [InlineData("a long name", "the name is too long.")]
    [InlineData("a full disk", "the disk is full.")]
    [InlineData("read only", Unknown)]
    [InlineData("in use", Unknown)]
    public void A_file_that_cannot_be_used_is_named_with_why(string refusal, string why)
    {
        var words = FailureWords.Of(KeyFile, Refusals[refusal]);

        Assert.StartsWith(KeyFile, words, StringComparison.Ordinal);
        Assert.EndsWith(why, words, StringComparison.Ordinal);
        Assert.DoesNotContain(Refusals[refusal].Message, words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere", "there is no such file or folder.")]
    [InlineData("nowhere/token.key", "there is no such file or folder.")]
    [InlineData("", "is a folder, not a file.")]
    public void What_this_system_says_itself_is_told_in_the_same_words(string name, string why)
    {
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, name);
        var refused = Assert.ThrowsAny<Exception>(() => File.ReadAllBytes(path));

        Assert.True(FailureWords.IsOfFiles(refused));
        var words = FailureWords.Of(path, refused);
        Assert.StartsWith(path, words, StringComparison.Ordinal);
        Assert.EndsWith(why, words, StringComparison.Ordinal);
    }

    [Fact]
    public void What_this_program_says_of_a_file_is_told_as_it_is() =>
        Assert.Equal(
            $"{KeyFile} is no key.",
            FailureWords.Of(KeyFile, new InvalidDataException($"{KeyFile} is no key."))
        );

    [Theory]
    [InlineData(
        HttpRequestError.NameResolutionError,
        SocketError.HostNotFound,
        "that name is not known"
    )]
    [InlineData(
        HttpRequestError.SecureConnectionError,
        SocketError.ConnectionReset,
        "its certificate is not trusted, or it does not speak TLS"
    )]
    [InlineData(
        HttpRequestError.ConnectionError,
        SocketError.ConnectionRefused,
        "nothing listens there"
    )]
    [InlineData(HttpRequestError.ConnectionError, SocketError.TimedOut, "it cannot be reached")]
    [InlineData(
        HttpRequestError.ResponseEnded,
        SocketError.ConnectionReset,
        "the connection broke"
    )]
    [InlineData(HttpRequestError.Unknown, SocketError.ConnectionReset, "the connection broke")]
    public void A_server_that_does_not_answer_is_told_without_an_inner_exception(
        HttpRequestError error,
        SocketError cause,
        string words
    ) =>
        Assert.Equal(
            words,
            FailureWords.Of(
                new HttpRequestException(
                    error,
                    "The connection could not be established, see inner exception.",
                    new SocketException((int)cause)
                )
            )
        );
}
