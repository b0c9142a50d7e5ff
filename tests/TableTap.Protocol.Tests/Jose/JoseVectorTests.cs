using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using TableTap.Protocol.Jose;
using TableTap.Testing;

namespace TableTap.Protocol.Tests.Jose;

/// <summary>
/// The vectors that are shipped in <c>protocol/vectors</c>: this implementation and npm's jose say of each what the file says, so that a
/// third can be held to it.
/// </summary>
public sealed class JoseVectorTests
{
    private const string Epoch = "6f1c0d9be2a84b7f9d3e5a1c2b4d6e8f";
    private static readonly string Path = System.IO.Path.Combine(
        Repository.Root,
        "protocol",
        "vectors",
        "jose.json"
    );

    private static readonly JsonNode Vectors = Read();

    [Fact]
    public void Canonical_forms_are_those_of_the_vectors() =>
        Assert.All(
            All("canonical"),
            vector =>
                Assert.Equal(
                    (string)vector["canonical"]!,
                    Encoding.UTF8.GetString(CanonicalJson.Of(Bytes(vector["json"]!)))
                )
        );

    [Fact]
    public void Signatures_hold_or_not_as_the_vectors_say()
    {
        Assert.All(
            All("messages"),
            vector => Check(vector, SignedForm.OfMessage(Bytes(vector["frame"]!), Epoch))
        );
        Assert.All(
            All("commands"),
            vector => Check(vector, SignedForm.OfCommand(Bytes(vector["frame"]!)))
        );
        Assert.Contains(All("messages"), vector => !(bool)vector["holds"]!);
        Assert.Contains(All("commands"), vector => !(bool)vector["holds"]!);

        static void Check(JsonNode vector, byte[] form)
        {
            Assert.Equal((string)vector["signed"]!, Encoding.UTF8.GetString(form));
            var frame = JsonNode.Parse((string)vector["frame"]!)!;
            Assert.True(
                (bool)vector["holds"]!
                    == DetachedSignature.IsValid(
                        (string)frame["signature"]!,
                        form,
                        KeyOf((string)vector["kid"]!)
                    ),
                (string)vector["what"]!
            );
        }
    }

    [Fact]
    public void What_the_server_signs_from_parts_is_what_a_reader_checks_in_the_frame()
    {
        foreach (var vector in All("messages"))
        {
            var frame = JsonNode.Parse((string)vector["frame"]!)!;

            Assert.Equal(
                (string)vector["signed"]!,
                Text(
                    SignedForm.OfMessage(
                        (string)frame["type"]!,
                        CanonicalJson.Of(Encoding.UTF8.GetBytes(frame["data"]!.ToJsonString())),
                        (string)frame["channel"]!,
                        (long)frame["sequence"]!,
                        (string)frame["messageId"]!,
                        (string)frame["timestamp"]!,
                        Epoch
                    )
                )
            );
        }
    }

    [Fact]
    public void Payment_data_opens_with_the_readers_key()
    {
        using var reader = ReaderKey();
        foreach (var vector in All("payments"))
        {
            Assert.Empty(FrameSchema.Validate(Bytes(vector["frame"]!)));
            var data = JsonNode.Parse((string)vector["frame"]!)!["data"]!;
            var content = EncryptedText.Open((string)data["encrypted"]!, reader);
            Assert.Equal((string?)vector["content"], content is null ? null : Text(content));
        }
    }

    [Fact]
    public async Task Another_implementation_says_the_same()
    {
        List<JsonNode> signed = [.. All("messages"), .. All("commands")];
        var (answer, reason) = await SecondOpinion.AskAsync(
            new()
            {
                ["jwks"] = Vectors["keys"]!.DeepClone(),
                ["reader"] = Vectors["reader"]!.DeepClone(),
                ["signatures"] = new JsonArray([
                    .. signed.Select(vector => new JsonObject
                    {
                        ["jws"] = JsonNode.Parse((string)vector["frame"]!)![
                            "signature"
                        ]!.DeepClone(),
                        ["payload"] = vector["signed"]!.DeepClone(),
                    }),
                ]),
                ["texts"] = new JsonArray([
                    .. All("payments")
                        .Select(vector =>
                            JsonNode.Parse((string)vector["frame"]!)!["data"]![
                                "encrypted"
                            ]!.DeepClone()
                        ),
                ]),
            },
            "jose.mjs"
        );

        Assert.SkipUnless(answer is not null, reason);
        Assert.Equal(
            signed.Select(vector => (bool)vector["holds"]!),
            answer!["verified"]!.AsArray().Select(one => (bool)one!)
        );
        Assert.Equal(
            All("payments").Select(vector => (string?)vector["content"]),
            answer["opened"]!.AsArray().Select(one => (string?)one)
        );
    }

    private static IEnumerable<JsonNode> All(string name) =>
        Vectors[name]!.AsArray().Select(vector => vector!);

    private static byte[] Bytes(JsonNode text) => Encoding.UTF8.GetBytes((string)text!);

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private static PublicKey KeyOf(string kid)
    {
        var jwk = Vectors["keys"]!["keys"]!.AsArray().Single(key => (string)key!["kid"]! == kid);
        Assert.True(PublicKey.TryRead(Element(jwk!), out var key));
        return key;
    }

    private static ECDiffieHellman ReaderKey()
    {
        var jwk = Vectors["reader"]!;
        return ECDiffieHellman.Create(
            new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                D = Base64Url.DecodeFromChars((string)jwk["d"]!),
                Q = new()
                {
                    X = Base64Url.DecodeFromChars((string)jwk["x"]!),
                    Y = Base64Url.DecodeFromChars((string)jwk["y"]!),
                },
            }
        );
    }

    private static JsonElement Element(JsonNode node) =>
        JsonDocument.Parse(node.ToJsonString()).RootElement;

    private static JsonNode Read()
    {
        if (Environment.GetEnvironmentVariable("UPDATE_VECTORS") == "1")
        {
            var options = new JsonSerializerOptions
            {
                WriteIndented = true,
                NewLine = "\n",
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            };
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
            File.WriteAllText(Path, Made().ToJsonString(options) + "\n");
        }

        return JsonNode.Parse(File.ReadAllText(Path))!;
    }

    // New ones on demand only: signatures and encrypted texts differ each time.
    private static JsonObject Made()
    {
        using var old = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var server = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var client = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var reader = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        using var stranger = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var created = Compact("order_created");
        var paid = Compact("payment_processed");
        var refund = Compact("refund_issue");
        var cancel = Compact("order_cancel");
        var content = Content(paid, server);
        var readerJwk = Jwk(reader);
        readerJwk["d"] = Base64Url.EncodeToString(
            reader.ExportParameters(includePrivateParameters: true).D
        );
        return new()
        {
            ["about"] =
                "Section 9 of docs/protocol.md. The kid of a vector is the key that has to be used, whatever the signature says.",
            ["epoch"] = Epoch,
            ["keys"] = new JsonObject
            {
                ["keys"] = new JsonArray(Jwk(old), Jwk(server), Jwk(client)),
            },
            ["reader"] = readerJwk,
            ["canonical"] = new JsonArray(
                Canonical("""{"b": 15.50, "a": [1e3, 0.10, -0, 1E21, 1e-7]}"""),
                Canonical("""{"\u20ac": "\u0041\/\u000f", "\r": null, "😀": true, "\ufb33": 1}"""),
                Canonical("""[333333333.33333329, 9007199254740993, 4.50, 2e-3]""")
            ),
            ["messages"] = new JsonArray(
                Message("a message of the key in use", created, server, created),
                Message("a message of a key that has retired", created, old, created),
                Message(
                    "another sequence",
                    created,
                    server,
                    With(created, "\"sequence\":1", "\"sequence\":2")
                ),
                Message(
                    "another channel",
                    created,
                    server,
                    With(created, "orders:customer:", "orders:customer:x")
                )
            ),
            ["commands"] = new JsonArray(
                Command("a refund", refund, client, refund),
                Command(
                    "a refund with another spelling of its number",
                    refund,
                    client,
                    With(refund, "\"data\":{", "\"data\":{ ")
                ),
                Command("a cancellation", cancel, client, cancel),
                Command(
                    "another reason",
                    cancel,
                    client,
                    With(cancel, "\"reason\":\"", "\"reason\":\"x")
                ),
                Command(
                    "another id",
                    refund,
                    client,
                    With(refund, "\"messageId\":\"", "\"messageId\":\"x")
                ),
                Command("another time", refund, client, With(refund, "2024-01-15", "2024-01-16")),
                Command(
                    "the key of somebody else",
                    refund,
                    server,
                    refund,
                    PublicKey.Of(client).Kid
                )
            ),
            ["payments"] = new JsonArray(
                Payment(paid, content, reader, opens: true),
                Payment(paid, content, stranger, opens: false)
            ),
        };
    }

    private static string Compact(string fixture) =>
        Text([.. Encoding.UTF8.GetBytes(Fixtures.Wire.Compact(Fixture.Of(fixture).Frame))]);

    private static string With(string frame, string old, string @new)
    {
        var changed = frame.Replace(old, @new, StringComparison.Ordinal);
        Assert.NotEqual(frame, changed);
        return changed;
    }

    private static JsonObject Canonical(string json) =>
        new()
        {
            ["json"] = json,
            ["canonical"] = Text(CanonicalJson.Of(Encoding.UTF8.GetBytes(json))),
        };

    private static JsonObject Message(string what, string frame, ECDsa key, string told)
    {
        var jws = Sign(key, SignedForm.OfMessage(Encoding.UTF8.GetBytes(frame), Epoch));
        return Vector(
            what,
            told,
            jws,
            SignedForm.OfMessage(Encoding.UTF8.GetBytes(told), Epoch),
            PublicKey.Of(key).Kid,
            frame == told
        );
    }

    private static JsonObject Command(
        string what,
        string frame,
        ECDsa key,
        string told,
        string? kid = null
    )
    {
        var signed = SignedForm.OfCommand(Encoding.UTF8.GetBytes(frame));
        var form = SignedForm.OfCommand(Encoding.UTF8.GetBytes(told));
        return Vector(
            what,
            told,
            kid is null ? Sign(key, signed) : DetachedSignature.Make(key, kid, signed),
            form,
            kid ?? PublicKey.Of(key).Kid,
            kid is null && form.AsSpan().SequenceEqual(signed)
        );
    }

    private static JsonObject Payment(
        string frame,
        string content,
        ECDiffieHellman reader,
        bool opens
    )
    {
        var covered = JsonNode.Parse(frame)!;
        covered["data"] = new JsonObject
        {
            ["orderId"] = covered["data"]!["orderId"]!.DeepClone(),
            ["status"] = covered["data"]!["status"]!.DeepClone(),
            ["encrypted"] = EncryptedText.To(PublicKey.Of(reader), Encoding.UTF8.GetBytes(content)),
        };
        return new() { ["frame"] = covered.ToJsonString(), ["content"] = opens ? content : null };
    }

    private static string Content(string frame, ECDsa key)
    {
        using var document = JsonDocument.Parse(frame);
        var jws = Sign(key, SignedForm.OfMessage(Encoding.UTF8.GetBytes(frame), Epoch));
        return $$"""{"data":{{document.RootElement.GetProperty("data").GetRawText()}},"signature":"{{jws}}"}""";
    }

    private static JsonObject Vector(
        string what,
        string frame,
        string jws,
        byte[] signed,
        string kid,
        bool holds
    ) =>
        new()
        {
            ["what"] = what,
            ["frame"] = $"{frame[..^1]},\"signature\":\"{jws}\"}}",
            ["signed"] = Text(signed),
            ["kid"] = kid,
            ["holds"] = holds,
        };

    private static string Sign(ECDsa key, byte[] form) =>
        DetachedSignature.Make(key, PublicKey.Of(key).Kid, form);

    private static JsonObject Jwk(ECAlgorithm key)
    {
        var shown = PublicKey.Of(key);
        return new()
        {
            ["kty"] = "EC",
            ["crv"] = PublicKey.Curve,
            ["x"] = shown.X,
            ["y"] = shown.Y,
            ["kid"] = shown.Kid,
        };
    }
}
