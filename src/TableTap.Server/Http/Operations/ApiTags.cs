namespace TableTap.Server.Http.Operations;

/// <summary>The headings of the reference, in its order.</summary>
internal static class ApiTags
{
    public const string State = "state";
    public const string Orders = "orders";
    public const string Commands = "commands";
    public const string SignIn = "sign-in";
    public const string Administration = "administration";
    public const string Machines = "machines";
    public const string Pages = "pages";
    public const string Demo = "demo";

    /// <summary>Every heading with what stands under it.</summary>
    public static IReadOnlyList<(string Name, string Text)> All { get; } =
    [
        (State, "What the café looks like, with the positions to subscribe from."),
        (Orders, "Orders and their history."),
        (Commands, "Everything that changes something."),
        (SignIn, "How people sign in, and what managers do for it."),
        (Administration, "For administrators; a manager sets up the own café."),
        (Machines, "For machines that watch, and documents."),
        (Pages, "Pages for people."),
        (Demo, "With --demo only, for this machine."),
    ];
}
