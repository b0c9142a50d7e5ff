namespace TableTap.Realtime;

/// <summary>Says what is wrong with an option's value, in one form for all of them.</summary>
internal static class OptionCheck
{
    public static IEnumerable<string> Range(string name, long value, long least, long most)
    {
        if (value < least || value > most)
        {
            yield return $"{name} is {value}; allowed is {least} to {most}.";
        }
    }

    public static IEnumerable<string> Range(
        string name,
        TimeSpan value,
        TimeSpan least,
        TimeSpan most
    )
    {
        if (value < least || value > most)
        {
            yield return $"{name} is {value:c}; allowed is {least:c} to {most:c}.";
        }
    }
}
