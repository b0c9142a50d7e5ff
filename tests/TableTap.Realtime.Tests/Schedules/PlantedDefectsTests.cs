namespace TableTap.Realtime.Tests;

public sealed class PlantedDefectsTests
{
    [Fact]
    public void A_server_has_none_unless_it_was_built_for_them() =>
        Assert.Equal(PlantedDefects.None, new RealtimeOptions().Delivery.Defects);

    [Fact]
    public void They_are_named_one_by_one_or_together()
    {
        Assert.Equal(PlantedDefects.None, PlantedDefects.Named(null));
        Assert.Equal(
            new PlantedDefects
            {
                AckBeforeCommit = true,
                SkipSequence = true,
                DropOnOverflow = true,
                DuplicateAtLiveSwitch = true,
                ForgetCursor = true,
            },
            PlantedDefects.Named(
                "ack-before-commit, skip-sequence,drop-on-overflow, duplicate-at-live-switch, forget-cursor"
            )
        );
        Assert.Throws<ArgumentException>(() => PlantedDefects.Named("skip-everything"));
    }
}
