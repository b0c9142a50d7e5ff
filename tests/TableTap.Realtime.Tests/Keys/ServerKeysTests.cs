using System.Text;
using Microsoft.Extensions.Time.Testing;
using TableTap.Protocol.Jose;
using TableTap.Realtime.Keys;

namespace TableTap.Realtime.Tests.Keys;

/// <summary>The server's keys rotate by themselves, and old ones stay as long as something needs them (section 9).</summary>
public sealed class ServerKeysTests : IDisposable
{
    private static readonly KeyTimes Times = new(
        TimeSpan.FromDays(30),
        TimeSpan.FromDays(1),
        TimeSpan.FromDays(365)
    );

    private readonly FakeTimeProvider _time = new(new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));
    private readonly List<Exception> _failures = [];
    private KeyRing _saved = KeyRing.Empty;
    private bool _isFull;
    private ServerKeys _keys;

    public ServerKeysTests() => _keys = Open();

    public void Dispose() => _keys.Dispose();

    [Fact]
    public void Signatures_and_hidden_texts_hold_through_rotations_and_restarts()
    {
        var first = _keys.Sign("one"u8);
        var hidden = _keys.Hide("secret"u8);
        _time.Advance(Times.Rotation);
        var second = _keys.Sign("two"u8);
        Restart();

        Assert.NotEqual(DetachedSignature.KidOf(first), DetachedSignature.KidOf(second));
        Assert.True(Holds(first, "one"));
        Assert.True(Holds(second, "two"));
        Assert.False(Holds(second, "one"));
        Assert.Equal("secret", Revealed(hidden));
        Assert.NotEqual(EncryptedText.KidOf(hidden), EncryptedText.KidOf(_keys.Hide("x"u8)));
    }

    [Fact]
    public void A_key_signs_no_more_when_the_next_has_taken_its_place()
    {
        _keys.Sign("one"u8);
        _time.Advance(Times.Rotation);
        _keys.Sign("two"u8);

        Assert.Equal([false, true], _saved.Signing.Select(key => key.Secret is not null));
        Assert.All(_saved.AtRest, key => Assert.NotNull(key.Secret));
    }

    [Fact]
    public void Old_keys_are_kept_as_long_as_something_needs_them()
    {
        var hidden = _keys.Hide("secret"u8);
        var signed = _keys.Sign("one"u8);
        _time.Advance(Times.Rotation);
        _keys.Hide("next"u8);
        _time.Advance(TimeSpan.FromHours(24));
        Assert.Equal("secret", Revealed(hidden));
        Assert.Equal(2, _keys.Published.Count);

        // A year later the last line that it signed for is gone, but a chain that rested may still end in it.
        for (var month = 0; month < 13; month++)
        {
            _time.Advance(Times.Rotation);
            _keys.Hide("later"u8);
        }

        Assert.Null(_keys.Reveal(hidden));
        Assert.DoesNotContain(_keys.Published, key => key.Kid == DetachedSignature.KidOf(signed));
        Assert.True(Holds(signed, "one"));
    }

    [Fact]
    public void A_disk_that_is_full_leaves_the_old_keys_in_use_until_it_is_not()
    {
        var first = _keys.Sign("one"u8);
        _isFull = true;
        _time.Advance(Times.Rotation);

        Assert.Equal(DetachedSignature.KidOf(first), DetachedSignature.KidOf(_keys.Sign("two"u8)));
        _keys.Sign("three"u8);
        Assert.Single(_failures);
        _isFull = false;
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.NotEqual(
            DetachedSignature.KidOf(first),
            DetachedSignature.KidOf(_keys.Sign("four"u8))
        );
    }

    [Fact]
    public void A_clock_that_was_ahead_does_not_keep_a_key_for_ever()
    {
        _keys.Dispose();
        _saved = KeyRing.Empty;
        var ahead = new FakeTimeProvider(_time.GetUtcNow().AddYears(10));
        using (var keys = new ServerKeys(_saved, Times, ahead, Save, _failures.Add))
        {
            keys.Sign("far"u8);
        }

        _keys = Open();

        Assert.Equal(2, _saved.Signing.Count);
        Assert.Equal(_time.GetUtcNow(), _saved.Signing[^1].Created);
    }

    [Fact]
    public void Keys_that_servers_have_copies_of_stay_the_same_for_all_of_them()
    {
        var shared = Times with { Rotation = Timeout.InfiniteTimeSpan };
        var ring = _saved;
        using var one = new ServerKeys(ring, shared, _time, Save, _failures.Add);
        _time.Advance(TimeSpan.FromDays(400));
        using var two = new ServerKeys(ring, shared, _time, Save, _failures.Add);

        var signed = one.Sign("text"u8);
        Assert.Equal("secret", Encoding.UTF8.GetString(two.Reveal(one.Hide("secret"u8))!));
        Assert.Equal("secret", Encoding.UTF8.GetString(one.Reveal(two.Hide("secret"u8))!));
        Assert.Contains(two.Published, key => key.Kid == DetachedSignature.KidOf(signed));
        Assert.Same(ring, _saved);
    }

    [Fact]
    public void What_was_changed_is_not_revealed()
    {
        var hidden = _keys.Hide("secret"u8);
        var parts = hidden.Split('.');
        for (var part = 0; part < parts.Length; part++)
        {
            if (part == 1)
            {
                continue;
            }

            var changed = (string[])parts.Clone();
            changed[part] = (changed[part][0] == 'A' ? 'B' : 'A') + changed[part][1..];
            Assert.Null(_keys.Reveal(string.Join('.', changed)));
        }

        Assert.Null(_keys.Reveal("nonsense"));
    }

    private string? Revealed(string hidden) =>
        _keys.Reveal(hidden) is { } text ? Encoding.UTF8.GetString(text) : null;

    private bool Holds(string jws, string text) =>
        _keys.Find(DetachedSignature.KidOf(jws)!) is { } key
        && DetachedSignature.IsValid(jws, Encoding.UTF8.GetBytes(text), key);

    private void Restart()
    {
        _keys.Dispose();
        _keys = Open();
    }

    private ServerKeys Open() => new(_saved, Times, _time, Save, _failures.Add);

    private void Save(KeyRing ring)
    {
        if (_isFull)
        {
            throw new IOException("no space left on device");
        }

        _saved = ring;
    }
}
