using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Schemas;
using TableTap.Testing;

namespace TableTap.Protocol.Tests.Fixtures;

/// <summary>
/// The promise of protocol 1.x: what a client of an earlier release sends is understood, and what today's server sends is what that
/// client was told to expect, with fields added at most. <c>tests/compatibility</c> holds the samples and schemas of each release.
/// </summary>
public sealed class FrozenFixtureTests
{
    private static readonly Release[] Releases = [.. Release.All()];

    public static TheoryData<string> Names => [.. Releases.Select(release => release.Name)];

    public static TheoryData<string, string> Frames =>
        new(Releases.SelectMany(one => one.Frames.Select(frame => (one.Name, frame.Key))));

    public static TheoryData<string, string> Sent =>
        new(
            from release in Releases
            from fixture in Fixture.All
            where !IsFromClient(fixture.Type) && release.Schemas.ContainsKey(Schema(fixture.Type))
            select (release.Name, fixture.Name)
        );

    [Fact]
    public void There_is_a_release_and_it_has_every_message_that_it_has_a_schema_of()
    {
        Assert.NotEmpty(Releases);
        Assert.All(
            Releases,
            release =>
                Assert.Equal(
                    release.Schemas.Keys.Where(name => name != ProtocolSchemas.Frame).Order(),
                    release.Frames.Values.Select(frame => Schema(TypeOf(frame))).Distinct().Order()
                )
        );
    }

    /// <summary>Whoever changes what a release promised, by hand or by a tool, has broken a promise.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void No_file_of_a_release_is_changed_once_it_is_kept(string release) =>
        Assert.Equal(
            ReleaseSums.Kept(Release.Folder(release)),
            ReleaseSums.Of(Release.Folder(release))
        );

    /// <summary>Frames of its clients are taken, and those that its server stored or a node of it sends are still what they say.</summary>
    [Theory]
    [MemberData(nameof(Frames))]
    public void A_frame_of_an_earlier_release_keeps_todays_schema(string release, string name)
    {
        var frame = Of(release).Frames[name];
        ReadOnlyMemory<byte> bytes = Encoding.UTF8.GetBytes(frame.ToJsonString());

        Assert.Empty(FrameSchema.Validate(bytes));
        var envelope = Wire.Read(bytes);
        var (payload, details) = Wire.Payload(envelope.Descriptor!.Data, envelope.DataOf(bytes));
        Assert.Empty(details);
        Assert.NotNull(payload);
    }

    [Theory]
    [MemberData(nameof(Sent))]
    public void What_is_sent_today_keeps_the_schema_of_an_earlier_release(
        string release,
        string name
    )
    {
        var fixture = Fixture.Of(name);
        var schemas = Of(release).Schemas;
        using var frame = JsonDocument.Parse(fixture.Frame);

        Assert.Empty(
            new JsonSchemaCheck(schemas, closed: false).Problems(
                frame.RootElement,
                schemas[Schema(fixture.Type)]
            )
        );
    }

    private static Release Of(string name) => Releases.Single(release => release.Name == name);

    private static string Schema(string type) => $"{type}.json";

    private static string TypeOf(JsonNode frame) => (string)frame["type"]!;

    private static bool IsFromClient(string type) => MessageCatalogue.Find(type)!.FromClient;

    private sealed record Release(
        string Name,
        Dictionary<string, JsonNode> Frames,
        Dictionary<string, JsonObject> Schemas
    )
    {
        private const string FramesFile = "frames.json";
        private const string SchemasFile = "schemas.json";

        private static readonly string Root = Path.Combine(
            Repository.Root,
            "tests",
            "compatibility"
        );

        /// <summary>
        /// All that are kept; FREEZE_RELEASE=1.1 keeps today's as one more with the sums of all files that are there, and changes none
        /// that has a sum.
        /// </summary>
        public static IEnumerable<Release> All()
        {
            if (Environment.GetEnvironmentVariable("FREEZE_RELEASE") is { } name)
            {
                var kept = Directory.CreateDirectory(Folder(name)).FullName;
                Freeze(kept);
                ReleaseSums.Keep(kept);
            }

            return Directory
                .EnumerateDirectories(Root)
                .Where(folder => File.Exists(Path.Combine(folder, FramesFile)))
                .Select(folder => new Release(
                    Path.GetFileName(folder),
                    Parts(folder, FramesFile).ToDictionary(one => one.Key, one => one.Value!),
                    Parts(folder, SchemasFile)
                        .ToDictionary(one => one.Key, one => one.Value!.AsObject())
                ));
        }

        public static string Folder(string name) => Path.Combine(Root, name);

        private static JsonObject Parts(string folder, string file) =>
            JsonNode.Parse(File.ReadAllText(Path.Combine(folder, file)))!.AsObject();

        private static void Freeze(string folder)
        {
            Write(FramesFile, Fixture.All.Select(one => (one.Name, Wire.Compact(one.Frame))));
            Write(
                SchemasFile,
                ProtocolSchemas
                    .JsonSchemas()
                    .Select(one => (one.Name, JsonNode.Parse(one.Text)!.ToJsonString()))
            );

            void Write(string file, IEnumerable<(string Name, string Json)> parts)
            {
                var path = Path.Combine(folder, file);
                var text =
                    $"{{\n{string.Join(",\n", parts.Select(one => $"\"{one.Name}\": {one.Json}"))}\n}}\n";
                if (File.Exists(path) && File.ReadAllText(path) != text)
                {
                    throw new InvalidOperationException(
                        $"{path} is what a release promised, and is never changed: FREEZE_RELEASE names a new one."
                    );
                }

                File.WriteAllText(path, text);
            }
        }
    }
}
