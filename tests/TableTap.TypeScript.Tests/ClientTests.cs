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
