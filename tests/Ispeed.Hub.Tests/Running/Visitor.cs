using System.Net;
using System.Text.RegularExpressions;

namespace Ispeed.Hub.Tests.Running;

/// <summary>A browser without scripts: keeps cookies, reads pages, fills forms in, follows nothing by itself.</summary>
internal sealed partial class Visitor : IDisposable
{
    private readonly HttpClient client;

    public Visitor(RunningHub hub) =>
        client = new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = true }) { BaseAddress = hub.Client.BaseAddress };

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public async Task<Seen> GetAsync(string path)
    {
        using var answer = await client.GetAsync(path, Ending);
        return await Seen.OfAsync(answer);
    }

    public async Task<Seen> SendAsync(HttpRequestMessage request)
    {
        using var answer = await client.SendAsync(request, Ending);
        return await Seen.OfAsync(answer);
    }

    /// <summary>Opens a page, fills in its form of that name and sends it.</summary>
    public async Task<Seen> FillInAsync(string path, string form, params (string Name, string Value)[] fields)
    {
        using var content = new FormUrlEncodedContent(await FieldsAsync(path, form, fields));
        using var answer = await client.PostAsync(path, content, Ending);
        return await Seen.OfAsync(answer);
    }

    /// <summary>The same with a file.</summary>
    public async Task<Seen> UploadAsync(
        string path,
        string form,
        string field,
        string fileName,
        byte[] file,
        params (string Name, string Value)[] fields
    )
    {
        using var content = new MultipartFormDataContent();
        foreach (var (name, value) in await FieldsAsync(path, form, fields))
        {
            content.Add(new StringContent(value), name);
        }

        content.Add(new ByteArrayContent(file), field, fileName);
        using var answer = await client.PostAsync(path, content, Ending);
        return await Seen.OfAsync(answer);
    }

    public void Dispose() => client.Dispose();

    private async Task<List<KeyValuePair<string, string>>> FieldsAsync(string path, string form, (string Name, string Value)[] fields)
    {
        var page = await GetAsync(path);
        page.Status.ShouldBe(HttpStatusCode.OK, page.Body);
        var found = Forms().Matches(page.Body).Select(match => match.Value).SingleOrDefault(one => HiddenIn(one, "_handler") == form);
        found.ShouldNotBeNull($"{path} has no form '{form}'");
        var hidden = HiddenFields().Matches(found).Select(match => KeyValuePair.Create(NameOf(match.Value), ValueOf(match.Value)));
        return
        [
            .. hidden.Where(one => fields.All(field => field.Name != one.Key)),
            .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value)),
        ];
    }

    private static string? HiddenIn(string form, string name) =>
        HiddenFields().Matches(form).Select(match => match.Value).Where(field => NameOf(field) == name).Select(ValueOf).FirstOrDefault();

    private static string NameOf(string field) => WebUtility.HtmlDecode(Name().Match(field).Groups["is"].Value);

    private static string ValueOf(string field) => WebUtility.HtmlDecode(Value().Match(field).Groups["is"].Value);

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline, 5000)]
    private static partial Regex Forms();

    [GeneratedRegex("<input type=\"hidden\"[^>]*>", RegexOptions.None, 5000)]
    private static partial Regex HiddenFields();

    [GeneratedRegex(" name=\"(?<is>[^\"]*)\"", RegexOptions.None, 5000)]
    private static partial Regex Name();

    [GeneratedRegex(" value=\"(?<is>[^\"]*)\"", RegexOptions.None, 5000)]
    private static partial Regex Value();
}

/// <summary>What a visitor sees: the text with entities decoded.</summary>
internal sealed record Seen(HttpStatusCode Status, string Body, string? Location)
{
    public string Text => WebUtility.HtmlDecode(Body);

    /// <summary>Sent to the page for signing in, or told that it may not.</summary>
    public bool IsRefused =>
        Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
        || Location?.Contains("/account/sign-in?to=", StringComparison.Ordinal) is true;

    public static async Task<Seen> OfAsync(HttpResponseMessage answer) =>
        new(
            answer.StatusCode,
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            answer.Headers.Location?.ToString()
        );

    public void ShouldLeadTo(string path)
    {
        Status.ShouldBe(HttpStatusCode.Found, Body);
        new Uri(new Uri("http://hub"), Location!).PathAndQuery.ShouldBe(path);
    }
}
