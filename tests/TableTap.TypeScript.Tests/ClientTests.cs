using TableTap.Testing;

namespace TableTap.TypeScript.Tests;

/// <summary>The tests of the TypeScript client (<c>clients/typescript/tests</c>), each file as one test of this suite.</summary>
public sealed class ClientTests(VitestRun run)
{
    public static TheoryData<string> Files { get; } =
    [
        .. Directory
            .EnumerateFiles(
                Path.Combine(VitestRun.Folder, "tests"),
                "*.test.ts",
                SearchOption.AllDirectories
            )
            .Select(file => Path.GetRelativePath(VitestRun.Folder, file))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>It goes through the story of <c>tests/real/releases.test.ts</c> with today's server; here it fails also without Node.</summary>
    [Fact]
    public void The_client_of_every_release_is_kept()
    {
        var releases = Directory.GetDirectories(
            Path.Combine(Repository.Root, "tests", "compatibility")
        );

        Assert.NotEmpty(releases);
        Assert.All(
            releases,
            release =>
                Assert.True(
                    File.Exists(Path.Combine(release, "sdk", "dist", "index.js")),
                    $"{release} has no client of the release: tests/keep-sdk keeps it."
                )
        );
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_test_of_the_file_passes(string file)
    {
        Assert.SkipWhen(run.Missing is not null, run.Missing ?? "");
        var tests = run.Of(file);
        Assert.True(tests.Count > 0, $"No test of {file} was run:\n{run.Output}");
        var failed = tests.Where(test => test.Status != "passed").ToArray();
        Assert.True(
            failed.Length == 0,
            string.Join('\n', failed.Select(test => $"{test.Status}: {test.Name}\n{test.Messages}"))
        );
    }
}
