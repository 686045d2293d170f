using Ispeed.Hub;

var root = ServeCommand.Create();
return await root.Parse(args).InvokeAsync();
