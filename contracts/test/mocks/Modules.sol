// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {
    IERC7579Execution,
    MODULE_TYPE_EXECUTOR,
    MODULE_TYPE_FALLBACK,
    MODULE_TYPE_VALIDATOR
} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";

/// @notice A module of every kind that calls whatever it is told to, and will not be removed.
contract HostileModule {
    error WillNotLeave();

    address private _target;
    bytes private _data;

    /// @notice How often it was called while armed, and what came of its own call the last time.
    uint256 public calls;
    bool public succeeded;
    bytes public result;

    /// @notice Armed, it makes this call whenever it is called by anything but its own functions.
    function arm(address target, bytes calldata data) external {
        (_target, _data) = (target, data);
    }

    function isModuleType(uint256 moduleTypeId) external pure returns (bool) {
        return moduleTypeId == MODULE_TYPE_VALIDATOR || moduleTypeId == MODULE_TYPE_EXECUTOR
            || moduleTypeId == MODULE_TYPE_FALLBACK;
    }

    function onInstall(bytes calldata) external {}

    function onUninstall(bytes calldata) external pure {
        revert WillNotLeave();
    }

    /// @notice Calls in its own name; passes the error on.
    function call(address target, bytes calldata data) public {
        (bool success, bytes memory answer) = target.call(data);
        if (success) return;
        assembly ("memory-safe") {
            revert(add(answer, 0x20), mload(answer))
        }
    }

    /// @notice Calls in the account's name, as an executor may.
    function callAs(address account, address target, bytes calldata data) external {
        IERC7579Execution(account).executeFromExecutor(bytes32(0), abi.encodePacked(target, uint256(0), data));
    }

    fallback() external {
        if (_target == address(0)) return;
        ++calls;
        (succeeded, result) = _target.call(_data);
    }
}

/// @notice A validator that keeps one address as the owner, and reports the calls that it gets.
contract StubValidator {
    address public owner;
    uint256 public calls;

    function isModuleType(uint256 moduleTypeId) external pure returns (bool) {
        return moduleTypeId == MODULE_TYPE_VALIDATOR;
    }

    function onInstall(bytes calldata) external {}

    function onUninstall(bytes calldata) external {}

    function setOwner(address owner_) external {
        owner = owner_;
        ++calls;
    }
}
