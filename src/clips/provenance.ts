/**
 * Where a picture comes from, in the IPTC's vocabulary: created purely by an algorithm not based on any
 * sampled data.
 * @see http://cv.iptc.org/newscodes/digitalsourcetype/
 */
export const DIGITAL_SOURCE_TYPE = 'http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia';

const DESCRIPTION =
  'Synthetic. Drawn by Janus from parameters alone: nobody in this picture exists, and no photograph was used.';

/**
 * The XMP packet that every image and video carries (ISO 16684-1; `Iptc4xmpExt:DigitalSourceType` as the IPTC
 * Photo Metadata Standard defines it).
 */
export const XMP_PACKET = `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">
   <xmp:CreatorTool>Janus</xmp:CreatorTool>
   <Iptc4xmpExt:DigitalSourceType>${DIGITAL_SOURCE_TYPE}</Iptc4xmpExt:DigitalSourceType>
   <dc:description>
    <rdf:Alt>
     <rdf:li xml:lang="x-default">${DESCRIPTION}</rdf:li>
    </rdf:Alt>
   </dc:description>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>`;
