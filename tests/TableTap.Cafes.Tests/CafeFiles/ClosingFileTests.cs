using System.Text;
using TableTap.Cafes.CafeFiles;
using TableTap.Ordering;
using TableTap.Ordering.Profiles;
using TableTap.Terms;

namespace TableTap.Cafes.Tests.CafeFiles;

/// <summary>The day's closing in a café's file: read, written, and what is wrong is told with its place.</summary>
public sealed class ClosingFileTests
{
    private static CafeReading Read(string closing) =>
        CafeFile.Read(
            Encoding.UTF8.GetBytes(
                CafeFile.Write("corner", DemoCafe.Profile, FileFormat.Yaml) + "\n" + closing
            ),
            FileFormat.Yaml
        );

    [Theory]
    [InlineData("closing: { float: 150.00 }", 15_000)]
    [InlineData("closing: {}", 0)]
    public void It_is_read(string closing, long hundredths)
    {
        var read = Read(closing);

        Assert.Empty(read.Problems);
        Assert.Equal(new CafeClosing(new Money(hundredths)), read.Profile!.Closing);
    }

    [Fact]
    public void A_file_without_it_keeps_no_closings() => Assert.Null(Read("").Profile!.Closing);

    [Theory]
    [InlineData("closing: { float: -1 }", "closing.float")]
    [InlineData("closing: { float: 1.005 }", "closing.float")]
    [InlineData("closing: { cash: 1 }", "closing")]
    [InlineData("closing: yes", "closing")]
    public void What_is_wrong_is_told_with_its_place(string closing, string path) =>
        Assert.Contains(Read(closing).Problems, problem => problem.Path == path);

    [Fact]
    public void What_is_written_is_read_again()
    {
        var profile = DemoCafe.Profile with { Closing = new(new Money(12_345)) };
        var text = CafeFile.Write("corner", profile, FileFormat.Json);

        var read = CafeFile.Read(Encoding.UTF8.GetBytes(text), FileFormat.Json);

        Assert.Equal(profile, read.Profile);
    }
}
