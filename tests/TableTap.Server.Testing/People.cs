using System.Collections.Immutable;
using TableTap.Realtime.Authentication;
using TableTap.Terms;

namespace TableTap.Server.Testing;

/// <summary>Who sends commands in these tests.</summary>
internal static class People
{
    public static readonly Identity John = Guest("john", "John Doe");
    public static readonly Identity Jane = Guest("jane", "Jane Roe");
    public static readonly Identity Anna = Staff("anna", Role.Employee);
    public static readonly Identity Ben = Staff("ben", Role.Employee);
    public static readonly Identity Chloe = Staff("chloe", Role.Employee);
    public static readonly Identity Maya = Staff("maya", Role.Manager);
    public static readonly Identity Ada = Of("ada", Role.Admin, [], "Ada Root");
    public static readonly Identity Bank = Of("bank", Role.Service, ["demo"], null);

    /// <summary>One of a crowd of guests: nobody has more open orders unpaid than the café lets them have.</summary>
    public static Identity OneOfMany(int number) => Guest($"guest-{number}", "Somebody");

    public static Identity Guest(
        string userId,
        string? name,
        params ImmutableArray<string> cafes
    ) => Of(userId, Role.Customer, cafes.IsEmpty ? ["demo"] : cafes, name);

    public static Identity Staff(string userId, Role role) => Of(userId, role, ["demo"], userId);

    public static Identity Of(
        string userId,
        Role role,
        ImmutableArray<string> cafes,
        string? name
    ) =>
        new(
            userId,
            role,
            cafes,
            Counters: null,
            name,
            TokenId: $"token-{userId}",
            Issuer: "tests",
            ExpiresAt: DateTimeOffset.MaxValue
        );
}
