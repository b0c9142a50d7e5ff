using TableTap.Faults.Setting;
using TableTap.Terms;

namespace TableTap.Faults.Cafes;

/// <summary>The people of the demo café, and its guests.</summary>
internal static class CafePeople
{
    public const string CafeId = "demo";
    public const string General = "cafe:demo:general";

    public static IReadOnlyList<(string UserId, string CounterId)> Employees { get; } =
    [("anna", "espresso"), ("ben", "cold"), ("chloe", "kitchen")];

    public static Participant Employee(ServerBench bench, string userId, string counterId) =>
        new(
            userId,
            Role.Employee,
            bench.Token(userId, Role.Employee),
            [
                $"counter:{counterId}:orders",
                $"counter:{counterId}:status",
                $"orders:employee:{userId}",
                "cafe:demo:staff",
            ],
            $"counter:{counterId}:*",
            $"orders:employee:{userId}",
            "cafe:demo:staff"
        );

    public static Participant Manager(ServerBench bench) =>
        new(
            "maya",
            Role.Manager,
            bench.Token("maya", Role.Manager),
            ["cafe:demo:*", "counter:*:*"],
            "cafe:demo:*",
            "counter:*",
            "orders:employee:maya"
        );

    public static Participant Guest(ServerBench bench, string userId, bool hearsGeneral) =>
        new(
            userId,
            Role.Customer,
            bench.Token(userId, Role.Customer),
            hearsGeneral ? [$"orders:customer:{userId}", General] : [$"orders:customer:{userId}"],
            $"orders:customer:{userId}",
            General
        );

    public static Participant Reader(ServerBench bench, string userId) =>
        new(userId, Role.Customer, bench.Token(userId, Role.Customer), [General], General);
}
