using System.Text.Json;
using System.Text.RegularExpressions;
using TableTap.Testing;

namespace TableTap.Pages.Tests.Documents;

/// <summary>
/// The image is made of the sources alone: one stage makes the native file, another one runs it, without the tools and without being root.
/// </summary>
public sealed partial class ImageTests
{
    private static readonly string Deploy = Path.Combine(Repository.Root, "deploy");

    // A step may go over several lines.
    private static readonly string[] Steps = File.ReadAllText(Path.Combine(Deploy, "Dockerfile"))
        .Replace("\\\n", " ", StringComparison.Ordinal)
        .Split('\n');

    [Fact]
    public void One_stage_makes_the_native_file_and_another_one_runs_it_without_being_root()
    {
        using var pinned = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(Repository.Root, "global.json"))
        );
        var sdk = Version.Parse(
            pinned.RootElement.GetProperty("sdk").GetProperty("version").GetString()!
        );

        var stages = Of("FROM");
        Assert.Equal(2, stages.Count);
        Assert.EndsWith(
            $"/dotnet/sdk:{sdk.Major}.{sdk.Minor} AS build",
            stages[0],
            StringComparison.Ordinal
        );
        Assert.Matches("^debian:[a-z]+-slim$", stages[1]);
        var made = Assert.Single(
            Of("RUN"),
            step => step.StartsWith("dotnet publish", StringComparison.Ordinal)
        );
        Assert.Contains("-p:PublishAot=true", made, StringComparison.Ordinal);
        // Of the first stage nothing is left but the one file, which is what starts, and what tells whose work is inside.
        Assert.Equal(
            [
                "--from=build /native/tabletap /usr/bin/tabletap",
                "--from=build /inside /usr/share/doc/tabletap",
            ],
            Of("COPY").Where(copy => copy.StartsWith("--from", StringComparison.Ordinal))
        );
        Assert.Single(
            Of("RUN"),
            step =>
                step.Contains(
                    "deploy/third-party /inside/tabletap.cdx.json /inside/third-party ",
                    StringComparison.Ordinal
                )
        );
        // Its list says when it was made, also where nobody says that.
        Assert.Contains("SOURCE_DATE_EPOCH=", Of("ARG"));
        Assert.Contains(
            Of("RUN"),
            step =>
                step.Contains(
                    "SOURCE_DATE_EPOCH=\"${SOURCE_DATE_EPOCH:-$(date +%s)}\"",
                    StringComparison.Ordinal
                )
        );
        Assert.Contains("-o /native", made, StringComparison.Ordinal);
        // Every command runs in it, with the settings file of the server; without words it serves.
        Assert.Equal("[\"/usr/bin/tabletap\"]", Assert.Single(Of("ENTRYPOINT")));
        Assert.Equal("[\"serve\"]", Assert.Single(Of("CMD")));
        Assert.Contains(
            $"deploy/debian/appsettings.json {Of("WORKDIR")[^1]}/appsettings.json",
            Of("COPY")
        );
        Assert.Equal("10001:10001", Assert.Single(Of("USER")));
    }

    [Fact]
    public void What_the_image_is_made_of_is_in_the_repository_and_reaches_the_builder()
    {
        var copied = Of("COPY")
            .Where(copy => !copy.StartsWith("--from", StringComparison.Ordinal))
            .SelectMany(copy => copy.Split(' ')[..^1])
            .ToList();
        var allowed = File.ReadAllLines(Path.Combine(Deploy, "Dockerfile.dockerignore"))
            .Where(line => line.StartsWith('!'))
            .Select(line => line[1..]);

        Assert.Equal(copied.Order(StringComparer.Ordinal), allowed.Order(StringComparer.Ordinal));
        Assert.All(
            copied,
            path => Assert.True(Path.Exists(Path.Combine(Repository.Root, path)), path)
        );
        // What the projects name outside their own folder has to come along.
        var named = Directory
            .EnumerateFiles(
                Path.Combine(Repository.Root, "src"),
                "*.csproj",
                SearchOption.AllDirectories
            )
            .SelectMany(file => Elsewhere().Matches(File.ReadAllText(file)))
            .Select(found => found.Groups["folder"].Value)
            .Distinct()
            .ToList();
        Assert.NotEmpty(named);
        Assert.All(named, folder => Assert.Contains(folder, copied));
    }

    [Fact]
    public void Compose_makes_the_image_of_the_same_sources()
    {
        var lines = File.ReadAllLines(Path.Combine(Deploy, "compose", "compose.yaml"))
            .Select(line => line.Trim())
            .ToList();
        var context = Path.GetFullPath(Path.Combine(Deploy, "compose", Value("context")));

        Assert.Equal(Repository.Root, context);
        Assert.True(File.Exists(Path.Combine(context, Value("dockerfile"))));

        string Value(string key)
        {
            var line = lines.Single(one => one.StartsWith($"{key}: ", StringComparison.Ordinal));
            return line[(key.Length + 2)..];
        }
    }

    private static List<string> Of(string instruction) =>
        [
            .. Steps
                .Where(step => step.StartsWith($"{instruction} ", StringComparison.Ordinal))
                .Select(step => step[(instruction.Length + 1)..]),
        ];

    [GeneratedRegex(@"Include=""\.\./\.\./(?<folder>\w+)/")]
    private static partial Regex Elsewhere();
}
