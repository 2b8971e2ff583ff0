#include "driver/exported.h"

#include "support/folders.h"

namespace hopspice::driver {

Result<Exported> write_exported(const std::string& folder,
                                const std::map<std::string, std::string>& files,
                                Exported exported) {
    Diagnostics unwritten = write_folder(folder, files);
    if (!unwritten.empty()) {
        return Unexpected{std::move(unwritten)};
    }
    for (const auto& [file, text] : files) {
        exported.files.push_back(file);
    }
    return exported;
}

}  // namespace hopspice::driver
