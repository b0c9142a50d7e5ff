using System.Text.Json.Serialization;

namespace TableTap.Server.Tests;

/// <summary>JSON that tests write; reflection is off.</summary>
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class TestJson : JsonSerializerContext;
