using TableTap.Server.Hosting;

namespace TableTap.Server.Tests.Hosting;

/// <summary>The log is written for the journal of systemd where that reads it, and for people elsewhere.</summary>
public sealed class ConsoleLogTests
{
    [Theory]
    [InlineData("8:12345", "socket:[12345]", "systemd")]
    [InlineData("8:12345", "socket:[12346]", "simple")]
    [InlineData("8:12345", "/dev/pts/3", "simple")]
    [InlineData("8:12345", null, "simple")]
    [InlineData("12345", "socket:[12345]", "simple")]
    [InlineData("", "socket:[]", "simple")]
    [InlineData(null, "socket:[12345]", "simple")]
    public void The_journal_is_written_to_where_it_is_the_output(
        string? journal,
        string? output,
        string format
    ) => Assert.Equal(format, ConsoleLog.FormatOf(journal, output));
}
