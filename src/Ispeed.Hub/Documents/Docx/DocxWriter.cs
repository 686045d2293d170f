using System.Globalization;
using System.Text;
using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace Ispeed.Hub.Documents.Docx;

/// <summary>
/// Writes a document as .docx (ISO/IEC 29500) that an office can go on editing: a style for each element, heads of tables that Word repeats, page numbers as fields.
/// </summary>
internal static class DocxWriter
{
    private const string HeaderId = "rIdHeader";

    public static byte[] Write(OfficialDocument document)
    {
        using var stream = new MemoryStream();
        using (var package = WordprocessingDocument.Create(stream, WordprocessingDocumentType.Document))
        {
            var main = package.AddMainDocumentPart();
            package.ChangeIdOfPart(main, "rIdMain");
            WriteProperties(package.AddCoreFilePropertiesPart(), document);
            package.ChangeIdOfPart(package.CoreFilePropertiesPart!, "rIdProperties");
            main.AddNewPart<HeaderPart>(HeaderId).Header = PageNumber();
            main.AddNewPart<DocumentSettingsPart>("rIdSettings").Settings = new Settings(
                new Compatibility(
                    new CompatibilitySetting
                    {
                        Name = CompatSettingNameValues.CompatibilityMode,
                        Uri = "http://schemas.microsoft.com/office/word",
                        Val = "15", // Word 2013 and later lay out by one set of rules
                    }
                )
            );
            var styles = new DocxStyles();
            WriteBody(main, document, styles);
            main.AddNewPart<StyleDefinitionsPart>("rIdStyles").Styles = styles.All();
        }

        return PackageSeal.Seal(stream, document.AsOf);
    }

    private static void WriteBody(MainDocumentPart main, OfficialDocument document, DocxStyles styles)
    {
        using var writer = OpenXmlWriter.Create(main);
        writer.WriteStartElement(new Document());
        writer.WriteStartElement(new Body());
        var blocks = new DocxBlocks(writer, main, styles);
        for (var i = 0; i < document.Sections.Count; i++)
        {
            var section = document.Sections[i];
            blocks.Write(section);
            var properties = PropertiesOf(section);
            writer.WriteElement(
                i == document.Sections.Count - 1 ? properties : new Paragraph(new ParagraphProperties(DocxStyles.Hairline(), properties))
            );
        }

        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    private static SectionProperties PropertiesOf(Section section) =>
        new(
            new HeaderReference { Type = HeaderFooterValues.Default, Id = HeaderId },
            new SectionType { Val = SectionMarkValues.NextPage },
            new PageSize
            {
                Width = (uint)section.PageWidth.Twips,
                Height = (uint)section.PageHeight.Twips,
                Orient = section.IsLandscape ? PageOrientationValues.Landscape : PageOrientationValues.Portrait,
            },
            new PageMargin
            {
                Top = Sheet.Top.Twips,
                Bottom = Sheet.Bottom.Twips,
                Left = (uint)Sheet.Left.Twips,
                Right = (uint)Sheet.Right.Twips,
                Header = (uint)Sheet.ToNumber.Twips,
                Footer = (uint)Sheet.ToNumber.Twips,
                Gutter = 0,
            },
            new PageNumberType { Start = 1 },
            new TitlePage() // the first page has a header of its own, which is empty
        );

    private static Header PageNumber() =>
        new(
            new Paragraph(
                new ParagraphProperties(
                    new SpacingBetweenLines
                    {
                        Before = "0",
                        After = "0",
                        Line = "240",
                        LineRule = LineSpacingRuleValues.Auto,
                    },
                    new Justification { Val = JustificationValues.Center }
                ),
                new SimpleField(
                    new DocumentFormat.OpenXml.Wordprocessing.Run(
                        new RunProperties(new FontSize { Val = DocxStyles.HalfPoints(TextStyles.PageNumber.Size) }),
                        new Text("2")
                    )
                )
                {
                    Instruction = " PAGE ",
                }
            )
        );

    // By hand: the library's own properties get a part with a random name.
    private static void WriteProperties(CoreFilePropertiesPart part, OfficialDocument document)
    {
        using var stream = part.GetStream(FileMode.Create, FileAccess.Write);
        using var xml = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false) });
        const string Core = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties";
        const string Dublin = "http://purl.org/dc/elements/1.1/";
        const string Terms = "http://purl.org/dc/terms/";
        const string Instance = "http://www.w3.org/2001/XMLSchema-instance";
        var moment = document.AsOf.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        xml.WriteStartElement("cp", "coreProperties", Core);
        xml.WriteElementString("dc", "title", Dublin, document.Title);
        xml.WriteElementString("dc", "creator", Dublin, document.Author);
        foreach (var name in (string[])["created", "modified"])
        {
            xml.WriteStartElement("dcterms", name, Terms);
            xml.WriteAttributeString("xsi", "type", Instance, "dcterms:W3CDTF");
            xml.WriteString(moment);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }
}
