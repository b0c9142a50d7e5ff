using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TableTap.Server.Testing;
using TableTap.Terms;

namespace TableTap.Server.Tests.Http;

/// <summary><c>GET</c> and <c>PUT /v1/cafes/{id}/file</c>, <c>POST …/check</c>: a manager sets the own café up.</summary>
public sealed class SetupEndpointTests : IAsyncLifetime
{
    private const string Address = "/v1/cafes/demo/file";
    private const string Json = "application/json";
    private TestServer _server = null!;
    private string _maya = "";

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync();
        _maya = _server.Token("maya", Role.Manager);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_manager_looks_changes_a_price_and_sees_what_changes_before_it_does()
    {
        var (file, tag) = await ExportAsync(Json);
        var dearer = file.Replace("\"price\": 3.50", "\"price\": 3.60", StringComparison.Ordinal);
        Assert.NotEqual(file, dearer);

        using var check = await SendAsync(HttpMethod.Post, $"{Address}/check", _maya, dearer, Json);
        var found = await check.JsonAsync();
        Assert.True(found.GetProperty("valid").GetBoolean(), found.ToString());
        Assert.Contains(
            "~ menu cappuccino: price 3.50 -> 3.60",
            found.GetProperty("changes").EnumerateArray().Select(line => line.GetString())
        );
        // Nothing was imported so far.
        Assert.Equal((file, tag), await ExportAsync(Json));

        using var import = await SendAsync(HttpMethod.Put, Address, _maya, dearer, Json, tag);
        Assert.Equal(200, (int)import.StatusCode);
        Assert.Equal(
            found.GetProperty("changes").ToString(),
            (await import.JsonAsync()).GetProperty("changes").ToString()
        );
        var (after, other) = await ExportAsync(Json);
        Assert.Equal(dearer, after);
        Assert.NotEqual(tag, other);
    }

    [Fact]
    public async Task Who_looked_before_another_change_undoes_nothing_unseen()
    {
        var (file, tag) = await ExportAsync(Json);
        var other = file.Replace("\"price\": 3.50", "\"price\": 3.70", StringComparison.Ordinal);
        using var first = await SendAsync(HttpMethod.Put, Address, _maya, other, Json, tag);
        using var second = await SendAsync(HttpMethod.Put, Address, _maya, file, Json, tag);
        await second.ProblemAsync(409, "CONFLICT");
        Assert.Equal(other, (await ExportAsync(Json)).File);

        // Who heard no answer may say the same again: it is done. A proxy marks what it packed as weak.
        using var again = await SendAsync(HttpMethod.Put, Address, _maya, other, Json, tag);
        Assert.Equal(200, (int)again.StatusCode);
        var (_, now) = await ExportAsync(Json);
        using var weak = await SendAsync(HttpMethod.Put, Address, _maya, other, Json, $"W/{now}");
        Assert.Equal(200, (int)weak.StatusCode);

        // A check says which café it was held against.
        using var check = await SendAsync(HttpMethod.Post, $"{Address}/check", _maya, file, Json);
        Assert.Equal(now, check.Headers.ETag!.ToString());

        // Who does not care says no tag.
        using var third = await SendAsync(HttpMethod.Put, Address, _maya, file, Json);
        Assert.Equal(200, (int)third.StatusCode);
    }

    [Fact]
    public async Task What_is_wrong_is_told_with_its_place_and_changes_nothing()
    {
        var (yaml, _) = await ExportAsync("application/yaml");
        var lines = yaml.Split('\n').ToList();
        var at = lines.FindIndex(line => line.Contains("price:", StringComparison.Ordinal));
        lines[at] = lines[at][..(lines[at].IndexOf(':', StringComparison.Ordinal) + 1)] + " dear";
        var broken = string.Join('\n', lines);

        using var check = await SendAsync(
            HttpMethod.Post,
            $"{Address}/check",
            _maya,
            broken,
            "application/yaml"
        );
        var found = await check.JsonAsync();
        Assert.False(found.GetProperty("valid").GetBoolean());
        var problem = Assert.Single(found.GetProperty("problems").EnumerateArray());
        Assert.Equal("menu[0].price", problem.GetProperty("path").GetString());
        Assert.Equal(at + 1, problem.GetProperty("line").GetInt32());
        Assert.Equal(
            lines[at].IndexOf("dear", StringComparison.Ordinal) + 1,
            problem.GetProperty("column").GetInt32()
        );
        Assert.Empty(found.GetProperty("changes").EnumerateArray());

        using var import = await SendAsync(
            HttpMethod.Put,
            Address,
            _maya,
            broken,
            "application/yaml"
        );
        var refusal = await import.ProblemAsync(422, "VALIDATION_FAILED");
        Assert.StartsWith(
            $"line {at + 1}, column ",
            refusal.GetProperty("details")[0].GetProperty("problem").GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_sheet_takes_the_place_of_the_menu_and_of_nothing_else()
    {
        var (sheet, _) = await ExportAsync("text/csv");
        using var same = await SendAsync(
            HttpMethod.Post,
            $"{Address}/check",
            _maya,
            sheet,
            "text/csv"
        );
        var found = await same.JsonAsync();
        Assert.True(found.GetProperty("valid").GetBoolean(), found.ToString());
        Assert.Empty(found.GetProperty("changes").EnumerateArray());

        // What is a sheet shows in its bytes, not in what it is called.
        using var book = await SendAsync(
            HttpMethod.Post,
            $"{Address}/check",
            _maya,
            sheet,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        );
        Assert.True((await book.JsonAsync()).GetProperty("valid").GetBoolean());

        using var broken = await SendAsync(
            HttpMethod.Post,
            $"{Address}/check",
            _maya,
            "name,category,price\nTea,Tea,much\n",
            "text/csv"
        );
        var problem = (await broken.JsonAsync()).GetProperty("problems")[0];
        Assert.Equal(
            (2, 3),
            (problem.GetProperty("line").GetInt32(), problem.GetProperty("column").GetInt32())
        );
    }

    [Fact]
    public async Task A_manager_stays_one()
    {
        var (file, _) = await ExportAsync(Json);
        var cafe = JsonDocument.Parse(file).RootElement;
        Assert.Contains(
            cafe.GetProperty("staff").EnumerateArray(),
            person => person.GetProperty("employeeId").GetString() == "maya"
        );
        using var import = await SendAsync(
            HttpMethod.Put,
            Address,
            _maya,
            file.Replace("\"manager\"", "\"employee\"", StringComparison.Ordinal),
            Json
        );
        await import.ProblemAsync(409, "CONFLICT");
    }

    [Fact]
    public async Task It_is_for_managers_of_the_cafe()
    {
        foreach (
            var (user, role, cafe, status) in new[]
            {
                ("anna", Role.Employee, "demo", 403),
                ("john", Role.Customer, "demo", 403),
                ("bank", Role.Service, "demo", 403),
                ("stranger", Role.Manager, "other", 404),
                ("nobody", Role.Manager, "demo", 404),
            }
        )
        {
            var token = _server.Token(user, role, cafe);
            using var read = await SendAsync(HttpMethod.Get, Address, token, "", Json);
            using var set = await SendAsync(HttpMethod.Put, Address, token, "{}", Json);
            using var check = await SendAsync(
                HttpMethod.Post,
                $"{Address}/check",
                token,
                "{}",
                Json
            );
            Assert.All(
                [read, set, check],
                response => Assert.Equal(status, (int)response.StatusCode)
            );
        }
    }

    [Fact]
    public async Task Another_cafes_file_and_card_data_are_refused()
    {
        var (file, _) = await ExportAsync(Json);
        foreach (
            var wrong in new[]
            {
                file.Replace("\"id\": \"demo\"", "\"id\": \"demo-2\"", StringComparison.Ordinal),
                file.Replace("TableTap Demo Café", "4111 1111 1111 1111", StringComparison.Ordinal),
            }
        )
        {
            Assert.NotEqual(file, wrong);
            using var import = await SendAsync(HttpMethod.Put, Address, _maya, wrong, Json);
            await import.ProblemAsync(422, "VALIDATION_FAILED");
        }
    }

    [Fact]
    public async Task Numbers_in_a_row_are_no_card_and_a_cards_number_is_never_repeated()
    {
        // A page sends its file as one line: there the tables 30 to 38 look like a card's number.
        var cafe = JsonNode.Parse((await ExportAsync(Json)).File)!;
        cafe["tables"] = new JsonArray([
            .. Enumerable
                .Range(1, 60)
                .Concat(Enumerable.Range(4001, 29))
                .Select(table => (JsonNode?)$"{table}"),
        ]);
        var line = cafe.ToJsonString();
        Assert.DoesNotContain('\n', line);
        using var import = await SendAsync(HttpMethod.Put, Address, _maya, line, Json);
        Assert.Equal(200, (int)import.StatusCode);

        cafe["menu"]![0]!["price"] = "4111 1111 1111 1111";
        foreach (var (method, path) in new[] { ("POST", $"{Address}/check"), ("PUT", Address) })
        {
            using var answer = await SendAsync(
                new HttpMethod(method),
                path,
                _maya,
                cafe.ToJsonString(),
                Json
            );
            var words = await answer.Content.ReadAsStringAsync(
                TestContext.Current.CancellationToken
            );
            Assert.Contains("card data is not accepted here", words, StringComparison.Ordinal);
            Assert.DoesNotContain("4111", words, StringComparison.Ordinal);
        }
    }

    private async Task<(string File, string Tag)> ExportAsync(string mediaType)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _maya);
        request.Headers.Accept.ParseAdd(mediaType);
        using var response = await _server.Http.SendAsync(
            request,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(mediaType, response.Content.Headers.ContentType!.MediaType);
        return (
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            response.Headers.ETag!.ToString()
        );
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        string token,
        string body,
        string mediaType,
        string? tag = null
    )
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (tag is not null)
        {
            request.Headers.IfMatch.ParseAdd(tag);
        }

        if (method != HttpMethod.Get)
        {
            request.Content = new StringContent(body, Encoding.UTF8, mediaType);
        }

        return await _server.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
