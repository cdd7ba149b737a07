// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IERC7579Execution, IERC7579ModuleConfig} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";

/// @notice A module of every kind that uses up all gas when it is uninstalled.
contract BurningModule {
    function isModuleType(uint256) external pure returns (bool) {
        return true;
    }

    function onInstall(bytes calldata) external {}

    function onUninstall(bytes calldata) external pure {
        while (true) {}
    }
}

/// @notice A module of every kind that answers its removal with many bytes.
contract BombModule {
    function isModuleType(uint256) external pure returns (bool) {
        return true;
    }

    function onInstall(bytes calldata) external {}

    function onUninstall(bytes calldata) external pure {
        assembly {
            revert(0, 100000)
        }
    }
}

/// @notice A module of every kind that has another one install it again as soon as it is removed.
contract RevivingModule {
    RevivingModule public partner;
    bool public revived;

    function conspire(RevivingModule partner_) external {
        partner = partner_;
    }

    function isModuleType(uint256) external pure returns (bool) {
        return true;
    }

    function onInstall(bytes calldata) external {}

    /// @param data The module type that it is removed as.
    function onUninstall(bytes calldata data) external {
        try partner.install(msg.sender, abi.decode(data, (uint256)), address(this)) {
            revived = true;
        } catch {}
    }

    /// @notice Installs a module in the account's name, as an executor may.
    function install(address account, uint256 moduleTypeId, address module) external {
        bytes memory call = abi.encodeCall(IERC7579ModuleConfig.installModule, (moduleTypeId, module, ""));
        IERC7579Execution(account).executeFromExecutor(bytes32(0), abi.encodePacked(account, uint256(0), call));
    }
}
