using TableTap.Cafes.CafeFiles.Formats;

namespace TableTap.Cafes.CafeFiles.Content;

/// <summary>What reading a file finds out: its problems, and where each field of the profile stands. One reading, one thread.</summary>
internal sealed class FileFindings
{
    /// <summary>How many problems are told of one file: nobody mends more at once, and a file may have one for each of its bytes.</summary>
    private const int Most = 200;

    private readonly List<FileProblem> _problems = [];

    /// <summary>That there were more; empty while there were not.</summary>
    private readonly List<FileProblem> _more = [];
    private readonly Dictionary<string, (FileMark Mark, string Path)> _places = [];

    /// <summary>Whether something is wrong so far.</summary>
    public bool HasProblems => _problems.Count > 0;

    /// <summary>Everything that is wrong, in the order of the file; of very much the first that was found, and that there is more.</summary>
    public IReadOnlyList<FileProblem> Problems =>
        [.. _problems.OrderBy(one => one.Mark?.Line).ThenBy(one => one.Mark?.Column), .. _more];

    /// <summary>Adds a problem with a value of the file.</summary>
    public void Add(FileMark mark, string path, string what)
    {
        if (_problems.Count < Most)
        {
            _problems.Add(new(mark, path, what));
        }
        else if (_more.Count == 0)
        {
            _more.Add(new(null, "", "there is more that is wrong; mend this first"));
        }
    }

    /// <summary>A field of the profile stands here.</summary>
    /// <param name="field">The field as the café's rules name it: <c>openingHours[2]</c>.</param>
    /// <param name="mark">Where the field stands.</param>
    /// <param name="path">The field as the file names it: <c>openingHours.friday</c>.</param>
    public void Place(string field, FileMark mark, string path) => _places[field] = (mark, path);

    /// <summary>A field breaks a rule of the café; left out where something about that very place is known already.</summary>
    /// <param name="field">The field as the café's rules name it.</param>
    /// <param name="what">What is wrong.</param>
    public void AddRule(string field, string what)
    {
        var near = field;
        while (!_places.ContainsKey(near) && near.Length > 0)
        {
            near = near[..Math.Max(0, near.LastIndexOfAny(['.', '[']))];
        }

        var (mark, path) = _places.GetValueOrDefault(near, (new FileMark(1, 1), field));
        if (!_problems.Exists(one => one.Mark == mark))
        {
            Add(mark, near == field ? path : field, what);
        }
    }
}
