namespace TableTap.Cafes.Announcements;

/// <summary>Measured numbers as the wire writes them: with two decimals at most, for people read them. Pure.</summary>
public static class WireNumber
{
    private const int Decimals = 2;

    /// <summary>A number without the digits that mean nothing.</summary>
    public static double Rounded(double number) => Math.Round(number, Decimals);

    /// <summary>A time in minutes.</summary>
    public static double WireMinutes(this TimeSpan time) => Rounded(time.TotalMinutes);
}
