using TableTap.Ordering.Commands;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Life;

/// <summary>A manager who closes the day again and again, in the middle of everything.</summary>
internal sealed class ClosingLife(CafeLife life)
{
    private readonly Random _random = new(life.Plan.Seed ^ 0xc105e);

    /// <summary>The day is closed now and then.</summary>
    public void Open()
    {
        for (var number = 0; number < 4; number++)
        {
            life.In(TimeSpan.FromMinutes(_random.Next(10, 240)), Close);
        }
    }

    private void Close() =>
        life.Try(
            _random.Next(5) == 0 ? Day.Anna : Day.Maya,
            new CloseDay(
                _random.Next(2) == 0 ? new Money(_random.Next(50_000)) : null,
                _random.Next(2) == 0
                    ? (life.Cafe.LastClosing?.Number ?? 0) + _random.Next(1, 3)
                    : null
            )
        );
}
