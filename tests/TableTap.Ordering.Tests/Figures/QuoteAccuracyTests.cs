using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;

namespace TableTap.Ordering.Tests.Figures;

/// <summary>A quote is worth something: what guests are told at a busy lunch, and what came of it.</summary>
[Trait("Lines", "uncounted")]
public class QuoteAccuracyTests(ITestOutputHelper output)
{
    private static readonly int[] Seeds = [1, 2, 3];

    /// <summary>As fast as the menu says, slower, and faster.</summary>
    [Theory]
    [InlineData(1.0, 45)]
    [InlineData(1.3, 36)]
    [InlineData(0.7, 60)]
    public void At_a_busy_lunch_quotes_are_kept(double pace, double ordersPerHour)
    {
        var quotes = Seeds.SelectMany(seed => Lunch(seed, pace, ordersPerHour)).ToList();

        var errors = quotes.Select(quote => quote.Error).Order().ToList();
        var median = errors[errors.Count / 2];
        var onTime = quotes.Average(quote => quote.IsOnTime(TimeSpan.FromMinutes(1)) ? 1.0 : 0);
        output.WriteLine(
            $"{quotes.Count} orders, {quotes.Average(quote => quote.Actual.TotalMinutes):F1} min: median error {median:P1}, on time {onTime:P1}"
        );
        Assert.InRange(median, 0, 0.18);
        Assert.InRange(onTime, 0.85, 1);
    }

    /// <summary>The second and third hour of a lunch; in the first the café learns.</summary>
    private static IEnumerable<QuoteOutcome> Lunch(int seed, double pace, double ordersPerHour)
    {
        var rush = new LunchRush(seed, pace);
        rush.Live(TimeSpan.FromHours(1), ordersPerHour);
        var learned = rush.Quotes.Count;
        rush.Live(TimeSpan.FromHours(2), ordersPerHour);
        return rush.Quotes.Skip(learned);
    }
}
