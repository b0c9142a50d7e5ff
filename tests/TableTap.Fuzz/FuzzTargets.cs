using TableTap.Fuzz.Targets;

namespace TableTap.Fuzz;

/// <summary>Every target.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        FrameTarget.Target,
        ChannelTarget.Target,
        CafeFileTargets.Yaml,
        CafeFileTargets.Json,
        MenuSheetTarget.Target,
        TokenTarget.Target,
        KeySetTarget.Target,
        WebhookTargets.Stripe,
        WebhookTargets.Signed,
        SignatureTarget.Target,
        CanonicalTarget.Target,
        JoseTargets.Encrypted,
        JoseTargets.Signed,
        PublicKeyTarget.Target,
        SignedClaimsTarget.Target,
        ReplayTarget.Target,
        TextTarget.Target,
    ];

    /// <summary>The target of a name; null where there is none.</summary>
    public static FuzzTarget? Find(string name) => All.FirstOrDefault(one => one.Name == name);
}
