using System.Text.Json.Nodes;
using Ispeed.Measure.Wire;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Ispeed.Hub.Api;

/// <summary>An example of a request body, shown in the description.</summary>
internal sealed record RequestExample(string Json);

/// <summary>A filter in the query of a request, with a value that works.</summary>
internal sealed record QueryFilter(string Name, string Description, string Example);

/// <summary>The description of the API: OpenAPI 3.1 at <c>/openapi/v1.json</c>.</summary>
internal static class ApiDescription
{
    public static IHostApplicationBuilder AddApiDescription(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOpenApi(
            "v1",
            options =>
            {
                options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
                options.AddDocumentTransformer(
                    (document, _, _) =>
                    {
                        document.Info = new()
                        {
                            Title = "i-Speed hub",
                            Version = "1",
                            Description =
                                "Tickets, results and figures of i-Speed. Every refusal is an RFC 9457 problem whose `code` says why; spec/protocol.md lists the codes.",
                        };
                        return Task.CompletedTask;
                    }
                );
                options.AddOperationTransformer(AddExample);
            }
        );
        return builder;
    }

    /// <summary>Says which refusals an endpoint has: one line per status.</summary>
    public static TBuilder Refuses<TBuilder>(this TBuilder builder, params ReadOnlySpan<int> statuses)
        where TBuilder : IEndpointConventionBuilder
    {
        foreach (var status in statuses)
        {
            builder.WithMetadata(
                new Microsoft.AspNetCore.Http.ProducesResponseTypeMetadata(status, typeof(Problem), ["application/problem+json"])
            );
        }

        return builder;
    }

    private static Task AddExample(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        var example = context.Description.ActionDescriptor.EndpointMetadata.OfType<RequestExample>().FirstOrDefault();
        if (example is not null && operation.RequestBody?.Content?.TryGetValue("application/json", out var body) is true)
        {
            body.Example = JsonNode.Parse(example.Json);
        }

        foreach (var filter in context.Description.ActionDescriptor.EndpointMetadata.OfType<QueryFilter>())
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(
                new OpenApiParameter
                {
                    Name = filter.Name,
                    In = ParameterLocation.Query,
                    Description = filter.Description,
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                    Example = filter.Example,
                }
            );
        }

        return Task.CompletedTask;
    }
}
