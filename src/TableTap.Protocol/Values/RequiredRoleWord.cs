using System.Text.Json;
using System.Text.Json.Serialization;
using TableTap.Terms;

namespace TableTap.Protocol.Values;

/// <summary>
/// The least role in <c>requiredRole</c> (document, "Connection Errors"): an employee or more is called <c>staff</c> there.
/// </summary>
public sealed class RequiredRoleWord : JsonConverter<Role>
{
    /// <summary>What an employee or more is called.</summary>
    public const string Staff = "staff";

    /// <summary>The words, from the least role on.</summary>
    public static IReadOnlyList<string> Words { get; } =
    ["customer", Staff, "manager", "admin", "service"];

    /// <inheritdoc />
    public override Role Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    )
    {
        var word = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        for (var role = Role.Customer; role <= Role.Service; role++)
        {
            if (Words[(int)role] == word)
            {
                return role;
            }
        }

        throw new JsonException("expected one of " + string.Join(", ", Words));
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, Role value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Words[(int)value]);
}
