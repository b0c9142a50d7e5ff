using TableTap.Terms;

namespace TableTap.Cafes.Announcements;

/// <summary>How clients hear that something was paid: of a voucher as of a card, which is what clients of every release know (section 5, "Vouchers").</summary>
public static class WireMethod
{
    /// <summary>The method as it is told.</summary>
    /// <param name="method">How it was paid.</param>
    public static PaymentMethod Of(PaymentMethod method) =>
        method == PaymentMethod.Voucher ? PaymentMethod.Card : method;
}
