using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TableTap.Cli.Tests.Printing;

/// <summary>
/// A printer of receipts over TCP, as a kitchen has one: it reads ESC/POS back to the lines that come out of it, answers how it is at once,
/// also without paper, and does the rest in turn. It has one connection at a time, and what it has taken it prints when it can.
/// </summary>
internal sealed class FakePrinter : IAsyncDisposable
{
    private static readonly Dictionary<byte, int> CodePages = new()
    {
        [14] = 737,
        [17] = 866,
        [18] = 852,
        [19] = 858,
    };

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _off = new();
    private readonly Lock _gate = new();
    private readonly List<byte> _buffer = [];
    private readonly List<IReadOnlyList<string>> _slips = [];
    private readonly List<string> _paper = [];
    private readonly StringBuilder _line = new();
    private readonly Task _running;
    private Socket? _connection;
    private Encoding _letters = Encoding.ASCII;
    private byte _style;
    private byte _reversed;
    private int _linesLeft = int.MaxValue;
    private bool _isUnplugged;
    private bool _isSilent;
    private bool _isOpen;
    private int _cutAfter = int.MaxValue;
    private int _connections;

    public FakePrinter()
    {
        _listener.Start();
        _running = Task.Run(RunAsync);
    }

    /// <summary>The port where it listens.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How often somebody connected.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>The slips that were cut off, with what was torn before them; each line as it looks.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Slips
    {
        get
        {
            lock (_gate)
            {
                return [.. _slips];
            }
        }
    }

    /// <summary>Lines that came out and were not cut off.</summary>
    public IReadOnlyList<string> Hanging
    {
        get
        {
            lock (_gate)
            {
                return [.. _paper];
            }
        }
    }

    /// <summary>Has paper for so many lines; the next one makes it stop.</summary>
    public void Load(int lines)
    {
        lock (_gate)
        {
            _linesLeft = lines;
            Work();
        }
    }

    /// <summary>Loses what it has taken, and takes no connection until it is plugged in.</summary>
    public void Unplug()
    {
        lock (_gate)
        {
            _isUnplugged = true;
            _buffer.Clear();
            Reset(_connection);
        }
    }

    /// <summary>Takes connections again from now on.</summary>
    public void Plug()
    {
        lock (_gate)
        {
            _isUnplugged = false;
        }
    }

    /// <summary>Opens or closes its cover.</summary>
    public void Cover(bool isOpen)
    {
        lock (_gate)
        {
            _isOpen = isOpen;
            Work();
        }
    }

    /// <summary>Answers nothing that it is asked, or answers again.</summary>
    public void Silence(bool isSilent)
    {
        lock (_gate)
        {
            _isSilent = isSilent;
        }
    }

    /// <summary>Breaks the connection once it has printed so many lines of a slip.</summary>
    public void CutAfter(int lines)
    {
        lock (_gate)
        {
            _cutAfter = lines;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _off.CancelAsync();
        _listener.Stop();
        lock (_gate)
        {
            Reset(_connection);
        }

        await _running;
        _listener.Dispose();
        _off.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_off.IsCancellationRequested)
        {
            try
            {
                using var connection = await _listener.AcceptSocketAsync(_off.Token);
                await ServeAsync(connection);
            }
            catch (Exception gone)
                when (gone
                        is SocketException
                            or ObjectDisposedException
                            or OperationCanceledException
                )
            {
                // The other side, or the printer itself, has left.
            }
        }
    }

    private async Task ServeAsync(Socket connection)
    {
        lock (_gate)
        {
            _connections++;
            if (_isUnplugged)
            {
                Reset(connection);
                return;
            }

            _connection = connection;
        }

        var bytes = new byte[256];
        var asked = 0;
        while (
            await connection.ReceiveAsync(bytes, SocketFlags.None, _off.Token) is > 0 and var count
        )
        {
            lock (_gate)
            {
                foreach (var value in bytes.AsSpan(0, count))
                {
                    // What is asked at once is no part of what is done in turn.
                    asked = (asked, value) switch
                    {
                        (_, 0x10) => 1,
                        (1, 0x04) => 2,
                        (2, _) => 3,
                        _ => 0,
                    };
                    if (asked == 3)
                    {
                        asked = 0;
                        Answer(Status(value));
                    }
                    else if (asked == 0)
                    {
                        _buffer.Add(value);
                    }
                }

                Work();
            }
        }
    }

    private byte Status(byte asked)
    {
        var isOut = _linesLeft == 0;
        return asked switch
        {
            1 => (byte)(0x12 | (isOut || _isOpen ? 0x08 : 0)),
            2 => (byte)(0x12 | (_isOpen ? 0x04 : 0) | (isOut ? 0x20 : 0)),
            _ => (byte)(0x12 | (isOut ? 0x6C : 0)),
        };
    }

    private void Answer(byte value)
    {
        if (_isSilent || _connection is not { Connected: true } connection)
        {
            return;
        }

        try
        {
            connection.Send([value]);
        }
        catch (SocketException)
        {
            // Nobody hears it.
        }
    }

    // Does what it was sent, as long as it has paper, its cover is closed, and all of a sequence is there.
    private void Work()
    {
        while (!_isOpen && _linesLeft > 0 && Step() is > 0 and var done)
        {
            // Out of the connection that broke nothing more comes.
            _buffer.RemoveRange(0, Math.Min(done, _buffer.Count));
        }
    }

    private int Step()
    {
        switch (_buffer)
        {
            case [0x1B, (byte)'@', ..]:
                _line.Clear();
                (_style, _reversed) = (0, 0);
                return 2;
            case [0x1B, (byte)'!', var style, ..]:
                _style = style;
                return 3;
            case [0x1B, (byte)'t', var page, ..]:
                _letters = CodePagesEncodingProvider.Instance.GetEncoding(CodePages[page])!;
                return 3;
            case [0x1B, (byte)'d', _, ..]:
                Cut();
                return 3;
            case [0x1C, (byte)'.', ..]:
                return 2;
            case [0x1D, (byte)'a', _, ..]:
                return 3;
            case [0x1D, (byte)'B', var reversed, ..]:
                _reversed = reversed;
                return 3;
            case [0x1D, (byte)'V', (byte)'B', _, ..]:
                Cut();
                return 4;
            case [0x1D, (byte)'r', 1, ..]:
                Answer(0);
                return 3;
            case [(byte)'\n', ..]:
                return Feed() ? 1 : 0;
            case [>= 0x20 and var letter, ..]:
                _line.Append(_letters.GetString([letter]));
                return 1;
            case []:
            case [0x1B or 0x1C or 0x1D]:
            case [0x1B or 0x1D, _]:
            case [0x1D, (byte)'V', _]:
                return 0;
            default:
                throw new InvalidOperationException(
                    $"No sequence of a kitchen: {Convert.ToHexString([.. _buffer.Take(4)])}"
                );
        }
    }

    private bool Feed()
    {
        _paper.Add($"{Look()} |{_line}|");
        _line.Clear();
        _linesLeft--;
        if (_paper.Count < _cutAfter)
        {
            return true;
        }

        _cutAfter = int.MaxValue;
        _buffer.Clear();
        Reset(_connection);
        return false;
    }

    private string Look() =>
        string.Concat(
            (_style & 8) != 0 ? 'b' : '.',
            (_style & 16) != 0 ? 't' : '.',
            (_style & 32) != 0 ? 'w' : '.',
            _reversed != 0 ? 'r' : '.'
        );

    private void Cut()
    {
        _slips.Add([.. _paper]);
        _paper.Clear();
    }

    private static void Reset(Socket? connection)
    {
        if (connection is null)
        {
            return;
        }

        try
        {
            connection.LingerState = new(enable: true, 0);
            connection.Close();
        }
        catch (ObjectDisposedException)
        {
            // It has left already.
        }
    }
}
