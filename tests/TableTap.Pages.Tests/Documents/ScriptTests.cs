using System.Text.RegularExpressions;
using TableTap.Testing;

namespace TableTap.Pages.Tests.Documents;

/// <summary>The scripts that ask a server of this machine reach it also where <c>http_proxy</c> names a proxy for all others.</summary>
public sealed partial class ScriptTests
{
    [Theory]
    [InlineData("tests/arm64")]
    [InlineData("tests/compose")]
    [InlineData("tests/fresh-debian")]
    [InlineData("tests/image")]
    [InlineData("tests/package")]
    [InlineData("deploy/Dockerfile")]
    public void What_is_asked_of_this_machine_goes_past_a_proxy(string script)
    {
        var asked = File.ReadAllLines(Path.Combine(Repository.Root, script))
            .Where(line => Asks().IsMatch(line))
            .ToList();

        Assert.NotEmpty(asked);
        Assert.All(asked, line => Assert.Contains("--noproxy '*'", line, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\bcurl -")]
    private static partial Regex Asks();
}
