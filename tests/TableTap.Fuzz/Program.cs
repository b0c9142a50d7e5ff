using System.Globalization;
using System.Runtime.InteropServices;
using SharpFuzz;
using TableTap.Fuzz;
using TableTap.Testing;

// Instrumented code counts where it has been also before the search hands it its memory.
unsafe
{
    SharpFuzz.Common.Trace.SharedMem = (byte*)NativeMemory.AllocZeroed(64 * 1024);
}

return args switch
{
    ["list"] => List(),
    ["seeds", var name, var directory] => With(
        name,
        target => new Corpus(target).Export(directory)
    ),
    ["keep", var name, var directory] => With(
        name,
        target =>
            Console.WriteLine($"{target.Name}: {new Corpus(target).Import(directory)} inputs added")
    ),
    ["afl", var name] => With(
        name,
        target => Fuzzer.OutOfProcess.Run(stream => target.Try(All(stream)))
    ),
    ["mutate", var name, var count, var seed] => With(
        name,
        target => Mutate(target, Number(count), Number(seed))
    ),
    ["try", var name, var file] => With(name, target => target.Try(File.ReadAllBytes(file))),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        "usage: list | seeds TARGET DIRECTORY | keep TARGET DIRECTORY | afl TARGET | mutate TARGET COUNT SEED | try TARGET FILE"
    );
    return 2;
}

static int List()
{
    foreach (var target in FuzzTargets.All)
    {
        Console.WriteLine(target.Name);
    }

    return 0;
}

static int With(string name, Action<FuzzTarget> action)
{
    if (FuzzTargets.Find(name) is not { } target)
    {
        Console.Error.WriteLine($"There is no target '{name}'; 'list' names them all.");
        return 2;
    }

    action(target);
    return 0;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static byte[] All(Stream stream)
{
    using var whole = new MemoryStream();
    stream.CopyTo(whole);
    return whole.ToArray();
}

static void Mutate(FuzzTarget target, int count, int seed)
{
    var mutator = new InputMutator(new Corpus(target).Read(), seed);
    for (var number = 0; number < count; number++)
    {
        var input = mutator.Next();
        try
        {
            target.Try(input);
        }
        catch (Exception fault)
        {
            throw new InvalidOperationException(
                $"{target.Name} fails for {Convert.ToBase64String(input)}",
                fault
            );
        }
    }

    Console.WriteLine($"{target.Name}: {count} inputs");
}
