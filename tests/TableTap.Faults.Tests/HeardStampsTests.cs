using System.Text;
using TableTap.Faults.Measuring;
using TableTap.Load.Publishing;

namespace TableTap.Faults.Tests;

public sealed class HeardStampsTests
{
    private readonly Stamp _stamp = new("run");

    [Fact]
    public void What_one_listener_did_not_hear_is_missing_whatever_another_heard()
    {
        var (all, some) = (new HeardStamps(_stamp), new HeardStamps(_stamp));
        long[] told = [11, 12, 13];
        foreach (var due in told)
        {
            all.Hear(Frame(due));
        }

        some.Hear(Frame(12));

        Assert.Equal(0, all.Missing(told));
        Assert.Equal(2, some.Missing(told));
    }

    [Fact]
    public void A_page_counts_with_all_its_messages_and_another_run_with_none()
    {
        var heard = new HeardStamps(_stamp);
        heard.Hear([.. Frame(11), .. Frame(12)]);
        heard.Hear(Encoding.UTF8.GetBytes(new Stamp("other").Text(13)));

        Assert.Equal(1, heard.Missing([11, 12, 13]));
    }

    private byte[] Frame(long due) => Encoding.UTF8.GetBytes(_stamp.Text(due));
}
