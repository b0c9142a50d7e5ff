using TableTap.Terms;

namespace TableTap.Server.Vouchers;

/// <summary>What came of asking the issuer of a voucher. Immutable.</summary>
internal sealed record VoucherOutcome
{
    private VoucherOutcome() { }

    /// <summary>Why nobody knows what it did, in words that hold no secret; null where it answered.</summary>
    public string? Error { get; private init; }

    /// <summary>How much it holds; null where it was asked something else.</summary>
    public Money? Amount { get; private init; }

    /// <summary>Its word for a refusal; null where it did what was asked.</summary>
    public string? Refusal { get; private init; }

    /// <summary>It did what was asked.</summary>
    public static VoucherOutcome Done { get; } = new();

    /// <summary>It holds an amount.</summary>
    public static VoucherOutcome Held(Money amount) => new() { Amount = amount };

    /// <summary>It will never do it.</summary>
    public static VoucherOutcome Refused(string reason) => new() { Refusal = reason };

    /// <summary>It has to be asked again.</summary>
    public static VoucherOutcome Retry(string error) => new() { Error = error };
}
