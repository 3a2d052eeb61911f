// A decision model as DMN XML, with types, sources and a diagram.
#pragma once

#include <string>

#include "dmn/model.h"

namespace her2::dmn {

/// The version of the standard. What is written is the same but for the names of the namespaces.
enum class Version : std::uint8_t { Dmn13, Dmn15 };

struct WriteOptions {
  Version version = Version::Dmn15;
  Date asOf;
  std::string program;  ///< version of this program, named as exporter
};

/// The same model gives the same bytes.
std::string writeXml(const kb::Knowledge& knowledge, const Model& model, const WriteOptions& options);

}  // namespace her2::dmn
