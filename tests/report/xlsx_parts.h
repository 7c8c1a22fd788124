// Looks into a workbook for the tests: the XML of one of its parts.
#pragma once

#include <gtest/gtest.h>
#include <zip.h>

#include <string>

namespace lianmeng::report {

// Empty if there is no such part.
inline std::string XlsxPart(const std::string& bytes, const std::string& name) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  zip_t* archive = zip_open_from_source(source, ZIP_RDONLY, &error);
  if (archive == nullptr) {
    ADD_FAILURE() << "not a zip archive";
    return {};
  }
  std::string xml;
  zip_file_t* file = zip_fopen(archive, name.c_str(), 0);
  if (file != nullptr) {
    char buffer[4096];
    zip_int64_t count = 0;
    while ((count = zip_fread(file, buffer, sizeof buffer)) > 0) {
      xml.append(buffer, static_cast<size_t>(count));
    }
    zip_fclose(file);
  }
  zip_discard(archive);
  return xml;
}

inline std::string SheetXml(const std::string& bytes, int number) {
  return XlsxPart(bytes, "xl/worksheets/sheet" + std::to_string(number) + ".xml");
}

// The element of one cell, `<c r="A1" ...>...</c>`; empty if the sheet does not hold it.
inline std::string CellXml(const std::string& sheet, const std::string& at) {
  const size_t begin = sheet.find("<c r=\"" + at + "\"");
  if (begin == std::string::npos) return {};
  const size_t end = sheet.find("</c>", begin);
  return sheet.substr(begin, end - begin + 4);
}

}  // namespace lianmeng::report
