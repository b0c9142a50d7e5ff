using TableTap.Ordering;

namespace TableTap.Server.SignIn;

/// <summary>The PINs of the demo's staff, which everybody knows.</summary>
public static class DemoPins
{
    /// <summary>The PINs by café and person, until others are set.</summary>
    public static IReadOnlyDictionary<(string CafeId, string EmployeeId), string> All { get; } =
        new Dictionary<(string, string), string>
        {
            [(DemoCafe.Id, "anna")] = "1111",
            [(DemoCafe.Id, "ben")] = "2222",
            [(DemoCafe.Id, "chloe")] = "3333",
            [(DemoCafe.Id, "maya")] = "9999",
        };
}
