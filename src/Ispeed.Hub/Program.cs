using Ispeed.Hub.Areas;
using Ispeed.Hub.Ingest;
using Ispeed.Hub.Measurements;
using Ispeed.Hub.Operators;
using Ispeed.Hub.Points;
using Ispeed.Hub.Portal;
using Ispeed.Hub.Publication;
using Ispeed.Hub.Store;

var builder = WebApplication.CreateBuilder(args);
builder.AddStore();
builder.AddAreas();
builder.AddOperators();
builder.AddMeasurements();
builder.AddPoints();
builder.AddIngest();
builder.AddPublication();
builder.AddPortal();

var app = builder.Build();
app.MapStore();
app.MapAreas();
app.MapOperators();
app.MapMeasurements();
app.MapPoints();
app.MapIngest();
app.MapPublication();
app.MapPortal();
await app.RunAsync();
